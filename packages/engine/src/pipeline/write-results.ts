import { type ByteWriter, ErrorCode, OpCode } from '@vivarium/jute';
import type { OpResult, TxnResult } from '../tree/apply-txn.ts';
import type { DataTree } from '../tree/data-tree.ts';
import { writeErrorResult, writeMultiEnd, writeMultiHeader } from './multi-read.ts';

/** Writes what the reply of an applied transaction says after its header; returns the header's error. */
export function writeResult(tree: DataTree, result: TxnResult, writer: ByteWriter): number {
  if (result.type === OpCode.multi) {
    // A multi as such never fails: its operations say what became of them.
    for (const op of result.ops ?? []) writeOpResult(op, writer);
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

function writeOpResult(result: OpResult, writer: ByteWriter): void {
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
      writer.raw(result.stat as Uint8Array);
      return;
    case OpCode.setData:
      writeMultiHeader(writer, OpCode.setData, false, ErrorCode.ok);
      writer.raw(result.stat as Uint8Array);
      return;
    default:
      writeMultiHeader(writer, result.type, false, ErrorCode.ok);
  }
}
