import {
  ByteWriter,
  type Codec,
  PacketType,
  type QuorumPacket,
  quorumPacket,
  ZERO_ZXID,
  type Zxid,
} from '@vivarium/jute';

/** The only learner protocol version that any Apache since 3.4 speaks. */
export const PROTOCOL_VERSION = 0x10000;
/** What follows a snapshot on the wire. */
export const SNAPSHOT_SIGNATURE = 'BenWasHere';

export function packet(type: number, zxid: Zxid, data: Uint8Array | null = null): QuorumPacket {
  return { type, zxid, data, authinfo: null };
}

export function encoded<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new ByteWriter(64);
  codec.write(writer, value);
  return writer.copy();
}

export function writePacket(writer: ByteWriter, each: QuorumPacket): void {
  quorumPacket.write(writer, each);
}

export const UP_TO_DATE = packet(PacketType.upToDate, -1 as Zxid);
export const SYNC = packet(PacketType.sync, ZERO_ZXID);

const NAMES = new Map<number, string>(Object.entries(PacketType).map(([name, type]) => [type, name]));

/** A packet's name for events and errors. */
export function packetName(type: number): string {
  return NAMES.get(type) ?? `packet ${type}`;
}
