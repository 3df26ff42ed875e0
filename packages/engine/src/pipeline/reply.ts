import { type ByteWriter, Xid, type Zxid } from '@vivarium/jute';

/** Where a reply's error stands, from the start of its frame. */
export const REPLY_ERR_AT = 16;
/** Length word and ReplyHeader. */
export const REPLY_HEADER_BYTES = 20;
const TWO_32 = 4294967296;

/** Writes a ReplyHeader behind room for the frame's length; returns where the frame starts. */
export function startReply(writer: ByteWriter, xid: number, zxid: number, err: number): number {
  writer.reserve(REPLY_HEADER_BYTES);
  const start = writer.length;
  const high = Math.floor(zxid / TWO_32);
  writer.putI32(start + 4, xid);
  writer.putI32(start + 8, high);
  writer.putI32(start + 12, zxid - high * TWO_32);
  writer.putI32(start + 16, err);
  writer.length = start + REPLY_HEADER_BYTES;
  return start;
}

/** Fills in the frame's length; returns it. */
export function endReply(writer: ByteWriter, start: number): number {
  const bytes = writer.length - start - 4;
  writer.putI32(start, bytes);
  return bytes;
}

/** A reply without a body: errors, and the operations that answer nothing. Returns the frame's length. */
export function writeEmptyReply(writer: ByteWriter, xid: number, zxid: Zxid, err: number): number {
  return endReply(writer, startReply(writer, xid, zxid, err));
}

/** A WatcherEvent as a frame of its own. `zxid` is that of the write which caused it, -1 from setWatches. */
export function writeEvent(
  writer: ByteWriter,
  zxid: Zxid,
  type: number,
  state: number,
  path: string,
): number {
  const start = startReply(writer, Xid.notification, zxid, 0);
  writer.i32(type);
  writer.i32(state);
  writer.string(path);
  return endReply(writer, start);
}
