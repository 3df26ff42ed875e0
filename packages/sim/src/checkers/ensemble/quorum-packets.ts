import { ByteReader, PacketType, type Zxid } from '@vivarium/jute';

/** A packet of the quorum port, as far as its place in the protocol goes. */
export interface Packet {
  readonly type: number;
  readonly zxid: Zxid;
  readonly data: Uint8Array | null;
  /** Bytes of its direction up to its end. */
  readonly end: number;
}

/** What follows a snapshot: a string of ten characters. */
const SIGNATURE = [0, 0, 0, 10, ...new TextEncoder().encode('BenWasHere')];

/**
 * Cuts one direction of a quorum connection into packets; what a SNAP announces is passed over up to the signature behind
 * it. Written from the protocol and not from the engine, which it watches.
 */
export class QuorumPackets {
  private held: Uint8Array = new Uint8Array(0);
  private taken = 0;
  private isSnapshot = false;

  push(bytes: Uint8Array): Packet[] {
    const all = this.held.length === 0 ? bytes : joined(this.held, bytes);
    const packets: Packet[] = [];
    let at = 0;
    while (at < all.length) {
      const end = this.isSnapshot ? endOfSnapshot(all, at) : endOfPacket(all, at);
      if (end === null) {
        if (this.isSnapshot) at = Math.max(at, all.length - SIGNATURE.length + 1);
        break;
      }
      if (this.isSnapshot) this.isSnapshot = false;
      else {
        const packet = readPacket(all, at, this.taken + end);
        this.isSnapshot = packet.type === PacketType.snap;
        packets.push(packet);
      }
      at = end;
    }
    this.held = all.slice(at);
    this.taken += at;
    return packets;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function readPacket(bytes: Uint8Array, at: number, end: number): Packet {
  const reader = new ByteReader(bytes, at);
  const type = reader.i32();
  const zxid = reader.i64() as Zxid;
  const length = reader.i32();
  const data = length < 0 ? null : bytes.subarray(at + 16, at + 16 + length);
  return { type, zxid, data, end };
}

/** type i32, zxid i64, data with its length, a list of (scheme, id); null while it is not whole. */
function endOfPacket(bytes: Uint8Array, from: number): number | null {
  const i32 = (at: number): number | null =>
    at + 4 <= bytes.length ? new ByteReader(bytes, at).i32() : null;
  const length = i32(from + 12);
  if (length === null) return null;
  let at = from + 16 + Math.max(length, 0);
  const ids = i32(at);
  if (ids === null) return null;
  at += 4;
  for (let left = 2 * Math.max(ids, 0); left > 0; left--) {
    const size = i32(at);
    if (size === null) return null;
    at += 4 + Math.max(size, 0);
  }
  return at <= bytes.length ? at : null;
}

function endOfSnapshot(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at + SIGNATURE.length <= bytes.length; at++) {
    if (SIGNATURE.every((each, i) => bytes[at + i] === each)) return at + SIGNATURE.length;
  }
  return null;
}
