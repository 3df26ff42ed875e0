import { ByteReader, JuteError, type QuorumPacket, quorumPacket } from '@vivarium/jute';

/** Bytes of a packet without data and authinfo. */
const FIXED_BYTES = 20;
const NULL = -1;
/** Most ids that a forwarded request may carry, and the bytes of all of them. */
const AUTHINFO_MAX = 1024;
const AUTHINFO_BYTES_MAX = 1024 * 1024;
const FIRST_CAPACITY_BYTES = 4096;
/** An emptied buffer above this is not kept. */
const KEPT_CAPACITY_BYTES = 1024 * 1024;

/**
 * Cuts the quorum port's stream, which has no frame lengths, into packets. While a snapshot passes, `takeRaw`
 * gives its bytes instead.
 */
export class PacketStream {
  private bytes: Uint8Array = new Uint8Array(0);
  private start = 0;
  private end = 0;
  private readonly dataBytesMax: number;

  /** `dataBytesMax`: largest data of a packet that is believed; a larger length closes the link. */
  constructor(dataBytesMax: number) {
    this.dataBytesMax = dataBytesMax;
  }

  /** Bytes that wait for the rest of their packet, or for whoever is to take them. */
  get held(): number {
    return this.end - this.start;
  }

  push(chunk: Uint8Array): void {
    const { held } = this;
    if (held === 0 && this.bytes.length > KEPT_CAPACITY_BYTES) this.bytes = new Uint8Array(0);
    if (held === 0) this.start = this.end = 0;
    if (this.end + chunk.length > this.bytes.length) {
      const needed = held + chunk.length;
      // By doubling: a packet that comes in crumbs would otherwise be copied once for each of them.
      const isRoomy = needed * 2 <= this.bytes.length;
      const target = isRoomy ? this.bytes : new Uint8Array(Math.max(needed * 2, FIRST_CAPACITY_BYTES));
      target.set(this.bytes.subarray(this.start, this.end));
      this.bytes = target;
      this.start = 0;
      this.end = held;
    }
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** The next whole packet, its data copied; null until more bytes come. Throws JuteError for what cannot be one. */
  next(): QuorumPacket | null {
    const length = this.packetLength();
    if (length === null) return null;
    const reader = new ByteReader(this.bytes, this.start, this.start + length);
    const packet = quorumPacket.read(reader);
    this.start += length;
    return packet.data === null ? packet : { ...packet, data: packet.data.slice() };
  }

  /** All bytes that are here, as a copy: the caller reads another format and gives back the rest with `unread`. */
  takeRaw(): Uint8Array {
    const raw = this.bytes.slice(this.start, this.end);
    this.start = 0;
    this.end = 0;
    return raw;
  }

  unread(rest: Uint8Array): void {
    const later = this.takeRaw();
    this.push(rest);
    this.push(later);
  }

  /** Bytes of the first packet when all of them are here. */
  private packetLength(): number | null {
    const { bytes, start } = this;
    const held = this.end - start;
    if (held < FIXED_BYTES) return null;
    const reader = new ByteReader(bytes, start + 12, this.end);
    const dataLength = reader.i32();
    if (dataLength < NULL || dataLength > this.dataBytesMax) {
      throw new JuteError('length', `a packet's data length ${dataLength}`, 12);
    }
    const idsAt = 16 + Math.max(dataLength, 0);
    if (held < idsAt + 4) return null;
    reader.offset = start + idsAt;
    const ids = reader.i32();
    if (ids < NULL || ids > AUTHINFO_MAX) throw new JuteError('length', `${ids} ids in a packet`, idsAt);
    // Each id is a scheme and an id text.
    let left = AUTHINFO_BYTES_MAX;
    for (let texts = ids * 2; texts > 0; texts--) {
      if (reader.remaining() < 4) return null;
      const length = reader.i32();
      left -= Math.max(length, 0);
      if (length < NULL || left < 0) throw new JuteError('length', `an id of ${length} bytes`, idsAt);
      if (reader.remaining() < length) return null;
      reader.offset += Math.max(length, 0);
    }
    return reader.offset - start;
  }
}
