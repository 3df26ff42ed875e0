import { type ByteReader, type ByteWriter, ErrorCode, OpCode, Perms } from '@vivarium/jute';
import { MULTI_READ_REPLY_BYTES_MAX } from '../member/limits.ts';
import type { AuthId } from '../tree/acl.ts';
import { NO_NODE } from '../tree/data-tree.ts';
import { skipString } from './read-request.ts';
import { mayOn, type ServerState } from './server-state.ts';

/** Writes a MultiHeader. */
export function writeMultiHeader(writer: ByteWriter, type: number, done: boolean, err: number): void {
  writer.i32(type);
  writer.bool(done);
  writer.i32(err);
}

/** One operation's error inside the reply of a multi or multiRead. */
export function writeErrorResult(writer: ByteWriter, err: number): void {
  writeMultiHeader(writer, OpCode.error, false, err);
  writer.i32(err);
}

/** Ends a reply of multi or multiRead. */
export function writeMultiEnd(writer: ByteWriter): void {
  writeMultiHeader(writer, -1, true, -1);
}

/** Reads a MultiHeader: the operation's type, or null at the end. The header's own err means nothing in a request. */
export function readMultiHeader(reader: ByteReader): number | null {
  const type = reader.i32();
  const done = reader.bool();
  reader.i32();
  return done ? null : type;
}

/**
 * Answers getData and getChildren operations one by one, each with its own error. Watches are not set, whatever
 * the flag says, as in Apache, whose operations drop it. Any other type fails the whole request, and so does a
 * reply beyond `MULTI_READ_REPLY_BYTES_MAX`.
 */
export function answerMultiRead(
  state: ServerState,
  ids: readonly AuthId[],
  reader: ByteReader,
  writer: ByteWriter,
): ErrorCode {
  const { tree } = state;
  const limit = writer.length + MULTI_READ_REPLY_BYTES_MAX;
  for (let type = readMultiHeader(reader); type !== null; type = readMultiHeader(reader)) {
    if (type !== OpCode.getData && type !== OpCode.getChildren) return ErrorCode.marshallingError;
    const start = skipString(reader);
    if (writer.length > limit) return ErrorCode.marshallingError;
    const node = tree.findBytes(reader.bytes, start, reader.offset);
    reader.bool();
    if (node === NO_NODE) {
      writeErrorResult(writer, ErrorCode.noNode);
    } else if (!mayOn(state, node, Perms.read, ids)) {
      writeErrorResult(writer, ErrorCode.noAuth);
    } else {
      writeMultiHeader(writer, type, false, 0);
      if (type === OpCode.getData) {
        tree.writeData(node, writer);
        tree.writeStat(node, writer);
      } else {
        tree.writeChildren(node, writer);
      }
    }
  }
  writeMultiEnd(writer);
  return ErrorCode.ok;
}
