import {
  AddWatchMode,
  addWatchRequest,
  type ByteReader,
  type ByteWriter,
  CreateMode,
  checkVersionRequest,
  createRequest,
  createTtlRequest,
  deleteRequest,
  ErrorCode,
  getChildren2Response,
  getDataResponse,
  multiHeader,
  OpCode,
  pathRecord,
  setAclRequest,
  setDataRequest,
  stat,
  watchedRequest,
} from '@vivarium/jute';
import {
  type Call,
  type CreateCall,
  NONE,
  type OneCall,
  type Outcome,
  type Result,
} from '../history/call.ts';
import { aclFor } from './identity.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function opCodeOf(call: Call | OneCall): number {
  switch (call.type) {
    case 'create':
      if (call.kind === undefined) return OpCode.create2;
      return call.kind === 'container' ? OpCode.createContainer : OpCode.createTTL;
    case 'getChildren':
      return OpCode.getChildren2;
    default:
      return OpCode[call.type];
  }
}

/** Writes what stands behind the request header. */
export function writeCall(writer: ByteWriter, call: Call | OneCall, client: number): void {
  switch (call.type) {
    case 'create':
      writeCreate(writer, call, client);
      break;
    case 'setACL':
      setAclRequest.write(writer, {
        path: call.path,
        acl: aclFor(client, call.access),
        version: call.version,
      });
      break;
    case 'addWatch': {
      const mode = call.isRecursive ? AddWatchMode.persistentRecursive : AddWatchMode.persistent;
      addWatchRequest.write(writer, { path: call.path, mode });
      break;
    }
    case 'delete':
      deleteRequest.write(writer, call);
      break;
    case 'setData':
      setDataRequest.write(writer, { ...call, data: encoder.encode(call.value) });
      break;
    case 'check':
      checkVersionRequest.write(writer, call);
      break;
    case 'getData':
    case 'exists':
    case 'getChildren':
      watchedRequest.write(writer, call);
      break;
    case 'sync':
      pathRecord.write(writer, call);
      break;
    case 'multi':
      for (const op of call.ops) {
        multiHeader.write(writer, { type: opCodeOf(op), done: false, err: -1 });
        writeCall(writer, op, client);
      }
      multiHeader.write(writer, { type: -1, done: true, err: -1 });
      break;
    case 'closeSession':
      break;
  }
}

function writeCreate(writer: ByteWriter, call: CreateCall, client: number): void {
  const { path, kind } = call;
  const body = { path, data: encoder.encode(call.value), acl: aclFor(client, call.access) };
  if (kind === 'container') createRequest.write(writer, { ...body, flags: CreateMode.container });
  else if (kind !== undefined)
    createTtlRequest.write(writer, { ...body, flags: CreateMode.persistentWithTTL, ttlMs: kind.ttlMs });
  else {
    const sequential = call.sequential ? CreateMode.persistentSequential : 0;
    createRequest.write(writer, { ...body, flags: (call.ephemeral ? CreateMode.ephemeral : 0) + sequential });
  }
}

/** Reads what stands behind the header of a reply without an error. */
export function readResult(reader: ByteReader, call: Call): Result {
  switch (call.type) {
    case 'create':
      return { type: 'created', path: reader.string(), stat: stat.read(reader) };
    case 'setData':
    case 'setACL':
    case 'exists':
      return { type: 'stat', stat: stat.read(reader) };
    case 'getData': {
      const { data, stat: found } = getDataResponse.read(reader);
      return { type: 'data', value: decoder.decode(data ?? new Uint8Array(0)), stat: found };
    }
    case 'getChildren': {
      const { children, stat: found } = getChildren2Response.read(reader);
      return { type: 'children', names: children.sort(), stat: found };
    }
    case 'multi':
      return { type: 'multi', results: readResults(reader) };
    default:
      return NONE;
  }
}

function readResults(reader: ByteReader): Outcome[] {
  const results: Outcome[] = [];
  for (;;) {
    const header = multiHeader.read(reader);
    if (header.done) return results;
    results.push(readOne(reader, header.type));
  }
}

function readOne(reader: ByteReader, type: number): Outcome {
  switch (type) {
    case OpCode.error:
      return { err: reader.i32(), result: NONE };
    case OpCode.create2:
      return {
        err: ErrorCode.ok,
        result: { type: 'created', path: reader.string(), stat: stat.read(reader) },
      };
    case OpCode.setData:
      return { err: ErrorCode.ok, result: { type: 'stat', stat: stat.read(reader) } };
    default:
      return { err: ErrorCode.ok, result: NONE };
  }
}
