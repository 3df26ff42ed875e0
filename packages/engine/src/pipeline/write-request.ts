import { type Acl, type ByteReader, OpCode, reconfigRequest, setAclRequest } from '@vivarium/jute';
import type { KnownTexts } from './known-texts.ts';
import { readAcl } from './read-acl.ts';
import { readMulti } from './read-multi.ts';

export type CreateOp =
  | typeof OpCode.create
  | typeof OpCode.create2
  | typeof OpCode.createContainer
  | typeof OpCode.createTTL;

export interface CreateWrite {
  readonly type: CreateOp;
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: readonly Acl[];
  readonly flags: number;
  /** -1 when the operation has none. */
  readonly ttlMs: number;
}

/** What a multi may hold. */
export type OneWrite =
  | CreateWrite
  | { readonly type: typeof OpCode.delete; readonly path: string; readonly version: number }
  | {
      readonly type: typeof OpCode.setData;
      readonly path: string;
      readonly data: Uint8Array | null;
      readonly version: number;
    }
  | { readonly type: typeof OpCode.check; readonly path: string; readonly version: number };

export type WriteRequest =
  | OneWrite
  | {
      readonly type: typeof OpCode.setACL;
      readonly path: string;
      readonly acl: readonly Acl[];
      readonly version: number;
    }
  | { readonly type: typeof OpCode.multi; readonly ops: readonly OneWrite[] }
  | { readonly type: typeof OpCode.reconfig }
  | { readonly type: typeof OpCode.closeSession }
  | { readonly type: typeof OpCode.deleteContainer; readonly path: string };

/** No TTL: what Apache passes for operations that cannot carry one. */
const NO_TTL = -1;

/** Reads the body of a write; its data are views of the reader's bytes. Throws JuteError. */
export function readWrite(op: number, reader: ByteReader, texts: KnownTexts): WriteRequest {
  switch (op) {
    case OpCode.setACL:
      return { type: op, ...setAclRequest.read(reader) };
    case OpCode.multi:
      return { type: op, ops: readMulti(reader, texts) };
    case OpCode.reconfig:
      reconfigRequest.read(reader);
      return { type: op };
    case OpCode.closeSession:
      return { type: op };
  }
  return readOneWrite(op, reader, texts);
}

export function readOneWrite(op: number, reader: ByteReader, texts: KnownTexts): OneWrite {
  switch (op) {
    case OpCode.setData: {
      const path = texts.read(reader);
      const data = reader.buffer();
      return { type: op, path, data, version: reader.i32() };
    }
    case OpCode.create:
    case OpCode.create2:
    case OpCode.createContainer: {
      const path = reader.string();
      const data = reader.buffer();
      const acl = readAcl(reader);
      return { type: op, path, data, acl, flags: reader.i32(), ttlMs: NO_TTL };
    }
    case OpCode.createTTL: {
      const path = reader.string();
      const data = reader.buffer();
      const acl = readAcl(reader);
      return { type: op, path, data, acl, flags: reader.i32(), ttlMs: reader.i64() };
    }
    case OpCode.delete: {
      const path = texts.read(reader);
      return { type: op, path, version: reader.i32() };
    }
    case OpCode.check: {
      const path = texts.read(reader);
      return { type: op, path, version: reader.i32() };
    }
  }
  throw new Error(`operation ${op} is not a write`);
}
