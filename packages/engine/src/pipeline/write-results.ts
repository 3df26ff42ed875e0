import { type ByteWriter, ErrorCode, OpCode, STAT_BYTES } from '@vivarium/jute';
import type { OpResult, TxnResult } from '../tree/apply-txn.ts';
import { type DataTree, NO_NODE } from '../tree/data-tree.ts';
import { writeErrorResult, writeMultiEnd, writeMultiHeader } from './multi-read.ts';

/** Writes what the reply of an applied transaction says after its header; returns the header's error. */
export function writeResult(tree: DataTree, result: TxnResult, writer: ByteWriter): number {
  if (result.type === OpCode.multi) {
    // A multi as such never fails: its operations say what became of them.
    let statAt = 0;
    for (const op of result.ops ?? []) {
      writeOpResult(op, result.stats, statAt, writer);
      if (op.node !== NO_NODE) statAt += STAT_BYTES;
    }
    writeMultiEnd(writer);
    return ErrorCode.ok;
  }
  if (result.err !== ErrorCode.ok) return result.err;
  switch (result.type) {
    case OpCode.create:
      writer.string(result.path as string);
      break;
    case OpCode.create2:
    case OpCode.createContainer:
    case OpCode.createTTL:
      writer.string(result.path as string);
      tree.writeStat(result.node, writer);
      break;
    case OpCode.setData:
    case OpCode.setACL:
      tree.writeStat(result.node, writer);
      break;
  }
  return ErrorCode.ok;
}

function writeOpResult(result: OpResult, stats: Uint8Array | null, statAt: number, writer: ByteWriter): void {
  switch (result.type) {
    case OpCode.error:
      writeErrorResult(writer, result.err);
      return;
    case OpCode.create:
      writeMultiHeader(writer, OpCode.create, false, ErrorCode.ok);
      writer.string(result.path as string);
      return;
    case OpCode.create2:
    case OpCode.createContainer:
    case OpCode.createTTL:
      writeMultiHeader(writer, OpCode.create2, false, ErrorCode.ok);
      writer.string(result.path as string);
      writeStat(stats as Uint8Array, statAt, writer);
      return;
    case OpCode.setData:
      writeMultiHeader(writer, OpCode.setData, false, ErrorCode.ok);
      writeStat(stats as Uint8Array, statAt, writer);
      return;
    default:
      writeMultiHeader(writer, result.type, false, ErrorCode.ok);
  }
}

/** A view for each would cost more than the bytes; so would a loop by single bytes. */
function writeStat(stats: Uint8Array, statAt: number, writer: ByteWriter): void {
  writer.reserve(STAT_BYTES);
  const into = writer.bytes;
  const to = writer.length;
  for (let i = 0; i < STAT_BYTES; i += 4) {
    into[to + i] = stats[statAt + i] as number;
    into[to + i + 1] = stats[statAt + i + 1] as number;
    into[to + i + 2] = stats[statAt + i + 2] as number;
    into[to + i + 3] = stats[statAt + i + 3] as number;
  }
  writer.length = to + STAT_BYTES;
}
