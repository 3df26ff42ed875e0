import {
  acl,
  type ByteReader,
  type ByteWriter,
  type CreateContainerTxn,
  type CreateTtlTxn,
  type CreateTxn,
  checkVersionTxn,
  closeSessionTxn,
  createContainerTxn,
  createSessionTxn,
  createTtlTxn,
  createTxn,
  type DeleteTxn,
  deleteTxn,
  errorTxn,
  JuteError,
  OpCode,
  type SetAclTxn,
  type SetDataTxn,
  setAclTxn,
  setDataTxn,
  type TxnHeader,
  type TypeOf,
  txnDigest,
  txnHeader,
  vector,
} from '@vivarium/jute';
import type { NodeId } from './node-id.ts';

// What a transaction says, by the type in its header. Source: Apache's SerializeUtils; WIRE section 7.

const aclVector = vector(acl);
const DIGEST_BYTES = 12;
const DIGEST_VERSION = 2;

export type CreateBody = CreateTxn & { readonly type: typeof OpCode.create | typeof OpCode.create2 };
export type CreateContainerBody = CreateContainerTxn & { readonly type: typeof OpCode.createContainer };
export type CreateTtlBody = CreateTtlTxn & { readonly type: typeof OpCode.createTTL };
export type DeleteBody = DeleteTxn & {
  readonly type: typeof OpCode.delete | typeof OpCode.deleteContainer;
};
export type SetDataBody = SetDataTxn & {
  readonly type: typeof OpCode.setData | typeof OpCode.reconfig;
  /** Where whoever prepared it found the znode: a first place to look. Never logged or sent. */
  readonly node?: NodeId;
};
export type SetAclBody = SetAclTxn & { readonly type: typeof OpCode.setACL };
export type CheckBody = TypeOf<typeof checkVersionTxn> & { readonly type: typeof OpCode.check };
export type ErrorBody = TypeOf<typeof errorTxn> & { readonly type: typeof OpCode.error };
export type CreateSessionBody = TypeOf<typeof createSessionTxn> & {
  readonly type: typeof OpCode.createSession;
};
export interface CloseSessionBody {
  readonly type: typeof OpCode.closeSession;
  /** Ephemerals to delete; null in logs before 3.6: then all that the tree knows of. */
  readonly paths2Delete: readonly string[] | null;
}
export interface MultiBody {
  readonly type: typeof OpCode.multi;
  readonly ops: readonly SubBody[];
}

/** One operation of a multi; setACL stands here for logs only, no client can send it. */
export type SubBody =
  | CreateBody
  | CreateContainerBody
  | CreateTtlBody
  | DeleteBody
  | SetDataBody
  | SetAclBody
  | CheckBody
  | ErrorBody;
export type TxnBody = SubBody | MultiBody | CreateSessionBody | CloseSessionBody;

export type TxnDigest = TypeOf<typeof txnDigest>;

/** A whole entry of the log, or a proposal. */
export interface TxnEntry {
  readonly header: TxnHeader;
  readonly body: TxnBody;
  readonly digest: TxnDigest | null;
}

/** Reads header, body and, when there is one, the digest. Data are views of the reader's bytes. */
export function readEntry(reader: ByteReader): TxnEntry {
  const header = txnHeader.read(reader);
  const body = readTxn(reader, header.type);
  const digest = reader.remaining() >= DIGEST_BYTES ? txnDigest.read(reader) : null;
  return { header, body, digest };
}

/** Throws JuteError for a type that no log holds. */
export function readTxn(reader: ByteReader, type: number): TxnBody {
  switch (type) {
    case OpCode.multi:
      return readMulti(reader);
    case OpCode.createSession:
      return { type, timeoutMs: createSessionTxn.read(reader).timeoutMs };
    case OpCode.closeSession:
      return { type, paths2Delete: readClosedPaths(reader) };
    default:
      return readSub(reader, type);
  }
}

function readSub(reader: ByteReader, type: number): SubBody {
  switch (type) {
    case OpCode.create:
    case OpCode.create2:
      return readCreate(reader, type);
    case OpCode.createContainer:
      return { type, ...createContainerTxn.read(reader) };
    case OpCode.createTTL:
      return { type, ...createTtlTxn.read(reader) };
    case OpCode.delete:
    case OpCode.deleteContainer:
      return { type, path: deleteTxn.read(reader).path };
    case OpCode.setData:
    case OpCode.reconfig:
      return { type, path: reader.string(), data: reader.buffer(), version: reader.i32() };
    case OpCode.setACL:
      return { type, ...setAclTxn.read(reader) };
    case OpCode.check:
      return { type, ...checkVersionTxn.read(reader) };
    case OpCode.error:
      return { type, err: errorTxn.read(reader).err };
    default:
      throw new JuteError('malformed', `transaction type ${type}`, reader.offset);
  }
}

/** Logs before 3.4 lack the parent's cversion; nothing follows the record there, not even a digest. */
function readCreate(reader: ByteReader, type: CreateBody['type']): CreateBody {
  const path = reader.string();
  const data = reader.buffer();
  const list = aclVector.read(reader);
  const ephemeral = reader.bool();
  const parentCVersion = reader.remaining() === 0 ? -1 : reader.i32();
  return { type, path, data, acl: list, ephemeral, parentCVersion };
}

/**
 * A digest alone would read as a count of two paths; a real vector of that size cannot start with 2, for two
 * paths take more than eight bytes.
 */
function readClosedPaths(reader: ByteReader): string[] | null {
  const left = reader.remaining();
  if (left === 0) return null;
  if (left === DIGEST_BYTES) {
    const first = reader.i32();
    reader.offset -= 4;
    if (first === DIGEST_VERSION) return null;
  }
  return closeSessionTxn.read(reader).paths2Delete;
}

function readMulti(reader: ByteReader): MultiBody {
  const count = reader.count(8);
  const ops: SubBody[] = [];
  for (let i = 0; i < count; i++) {
    const type = reader.i32();
    const length = reader.i32();
    if (length < 0) throw new JuteError('null', 'operation of a multi without bytes', reader.offset - 4);
    reader.require(length);
    const outerEnd = reader.end;
    reader.end = reader.offset + length;
    ops.push(readSub(reader, type));
    reader.offset = reader.end;
    reader.end = outerEnd;
  }
  return { type: OpCode.multi, ops };
}

/** Appends the body as it stands after a TxnHeader of its type. */
export function writeTxn(writer: ByteWriter, body: TxnBody): void {
  switch (body.type) {
    case OpCode.create:
    case OpCode.create2:
      createTxn.write(writer, body);
      return;
    case OpCode.createContainer:
      createContainerTxn.write(writer, body);
      return;
    case OpCode.createTTL:
      createTtlTxn.write(writer, body);
      return;
    case OpCode.delete:
    case OpCode.deleteContainer:
      deleteTxn.write(writer, body);
      return;
    case OpCode.setData:
    case OpCode.reconfig:
      setDataTxn.write(writer, body);
      return;
    case OpCode.setACL:
      setAclTxn.write(writer, body);
      return;
    case OpCode.check:
      checkVersionTxn.write(writer, body);
      return;
    case OpCode.error:
      errorTxn.write(writer, body);
      return;
    case OpCode.createSession:
      createSessionTxn.write(writer, body);
      return;
    case OpCode.closeSession:
      writeClosedPaths(writer, body.paths2Delete);
      return;
    case OpCode.multi:
      writeMulti(writer, body);
  }
}

function writeClosedPaths(writer: ByteWriter, paths: readonly string[] | null): void {
  if (paths === null) return;
  writer.i32(paths.length);
  for (const path of paths) writer.string(path);
}

function writeMulti(writer: ByteWriter, body: MultiBody): void {
  writer.i32(body.ops.length);
  for (const op of body.ops) {
    writer.i32(op.type);
    const lengthAt = writer.skipI32();
    writeTxn(writer, op);
    writer.putI32(lengthAt, writer.length - lengthAt - 4);
  }
}
