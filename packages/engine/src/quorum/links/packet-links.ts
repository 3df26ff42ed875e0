import { JuteError, type QuorumPacket } from '@vivarium/jute';
import type { LinkId } from '../../member/input.ts';
import { PacketStream } from './packet-stream.ts';

/** What may wait on one link while its receiver's disk is busy, bytes; above it, the link is closed. */
const HELD_BYTES_MAX = 256 * 1024 * 1024;

/** Who takes what arrives on the quorum port. */
export interface PacketReceiver {
  /** Whether this link brings packets now, the body of a snapshot, or nothing that can be taken yet. */
  takes(link: LinkId): 'packets' | 'raw' | 'nothing';
  packet(link: LinkId, packet: QuorumPacket): void;
  /** Bytes of a snapshot; answers those behind its end, or null while it is not whole. */
  raw(bytes: Uint8Array): Uint8Array | null;
  /** The other end is not to be listened to any longer. */
  breach(link: LinkId, cause: string): void;
}

/** The links of the quorum port that are open, and what came on them that is not taken yet. */
export class PacketLinks {
  private readonly streams = new Map<LinkId, PacketStream>();
  private readonly packetBytesMax: number;
  private readonly receiver: PacketReceiver;

  constructor(packetBytesMax: number, receiver: PacketReceiver) {
    this.packetBytesMax = packetBytesMax;
    this.receiver = receiver;
  }

  all(): LinkId[] {
    return [...this.streams.keys()];
  }

  open(link: LinkId): void {
    this.streams.set(link, new PacketStream(this.packetBytesMax));
  }

  close(link: LinkId): void {
    this.streams.delete(link);
  }

  clear(): void {
    this.streams.clear();
  }

  received(link: LinkId, bytes: Uint8Array): void {
    const stream = this.streams.get(link);
    if (stream === undefined) return;
    stream.push(bytes);
    this.pump(link);
    if (stream.held > HELD_BYTES_MAX && this.streams.get(link) === stream) {
      this.receiver.breach(link, 'more than can wait for our disk');
    }
  }

  /** Hands on what has arrived whole, as far as its receiver can take it now. */
  pump(link: LinkId): void {
    const stream = this.streams.get(link);
    if (stream === undefined) return;
    try {
      while (this.streams.get(link) === stream && this.handOn(link, stream));
    } catch (error) {
      if (!(error instanceof JuteError)) throw error;
      this.receiver.breach(link, error.message);
    }
  }

  /** False when there is no more to hand on for now. */
  private handOn(link: LinkId, stream: PacketStream): boolean {
    const takes = this.receiver.takes(link);
    if (takes === 'nothing') return false;
    if (takes === 'raw') {
      const rest = this.receiver.raw(stream.takeRaw());
      if (rest !== null) stream.unread(rest);
      return rest !== null;
    }
    const packet = stream.next();
    if (packet !== null) this.receiver.packet(link, packet);
    return packet !== null;
  }
}
