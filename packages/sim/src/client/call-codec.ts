import {
  type ByteReader,
  type ByteWriter,
  CreateMode,
  checkVersionRequest,
  createRequest,
  deleteRequest,
  ErrorCode,
  getChildren2Response,
  getDataResponse,
  multiHeader,
  OpCode,
  pathRecord,
  setDataRequest,
  stat,
  watchedRequest,
} from '@vivarium/jute';
import { type Call, NONE, type OneCall, type Outcome, type Result } from '../history/call.ts';
import { aclFor } from './identity.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function opCodeOf(call: Call | OneCall): number {
  switch (call.type) {
    case 'create':
      return OpCode.create2;
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
      createRequest.write(writer, {
        path: call.path,
        data: encoder.encode(call.value),
        acl: aclFor(client, call.access),
        flags:
          (call.ephemeral ? CreateMode.ephemeral : 0) +
          (call.sequential ? CreateMode.persistentSequential : 0),
      });
      break;
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

/** Reads what stands behind the header of a reply without an error. */
export function readResult(reader: ByteReader, call: Call): Result {
  switch (call.type) {
    case 'create':
      return { type: 'created', path: reader.string(), stat: stat.read(reader) };
    case 'setData':
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
