import { type ByteReader, CreateMode, JuteError, OpCode } from '@vivarium/jute';
import type { KnownTexts } from './known-texts.ts';
import { readMultiHeader } from './multi-read.ts';
import { type CreateWrite, type OneWrite, readOneWrite } from './write-request.ts';

/**
 * Reads the operations of a multi. Throws JuteError for anything that fails the request as a whole: types that
 * it may not hold, reads among them. Source: Apache's MultiOperationRecord and Op, quirks included.
 */
export function readMulti(reader: ByteReader, texts: KnownTexts): OneWrite[] {
  const ops: OneWrite[] = [];
  for (let type = readMultiHeader(reader); type !== null; type = readMultiHeader(reader)) {
    const start = reader.offset;
    switch (type) {
      case OpCode.create:
      case OpCode.create2:
      case OpCode.createContainer:
      case OpCode.createTTL:
        ops.push(retyped(readOneWrite(type, reader, texts) as CreateWrite));
        break;
      case OpCode.delete:
      case OpCode.setData:
      case OpCode.check:
        ops.push(readOneWrite(type, reader, texts));
        break;
      default:
        throw new JuteError('malformed', `operation ${type} in a multi`, start);
    }
  }
  return ops;
}

/** Inside a multi the flags decide what is created, not the operation. */
function retyped(create: CreateWrite): CreateWrite {
  const { type, flags } = create;
  const isTtl = flags === CreateMode.persistentWithTTL || flags === CreateMode.persistentSequentialWithTTL;
  if (flags === CreateMode.container) return { ...create, type: OpCode.createContainer, ttlMs: -1 };
  if (type === OpCode.createTTL && !isTtl) return { ...create, type: OpCode.create, ttlMs: -1 };
  return create;
}

/** A create that asks for a TTL by its flags and has none: fails the whole multi, but only when its turn comes. */
export function lacksTtl(write: OneWrite): boolean {
  if (
    write.type !== OpCode.create &&
    write.type !== OpCode.create2 &&
    write.type !== OpCode.createContainer
  ) {
    return false;
  }
  return (
    write.flags === CreateMode.persistentWithTTL || write.flags === CreateMode.persistentSequentialWithTTL
  );
}
