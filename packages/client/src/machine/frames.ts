import {
  type ByteWriter,
  connectRequest,
  ErrorCode,
  OpCode,
  type SessionId,
  type SetWatches2Request,
  setWatches2Request,
  setWatchesRequest,
  Xid,
  type Zxid,
} from '@vivarium/jute';
import type { Request } from './request.ts';
import { hasPersistent } from './watch-restore.ts';

/** What a client says first on every connection. */
export interface Greeting {
  readonly lastZxidSeen: Zxid;
  readonly timeoutMs: number;
  /** NO_SESSION asks for a new one. */
  readonly sessionId: SessionId;
  readonly password: Uint8Array;
  readonly acceptReadOnly: boolean;
}

export function writeGreeting(out: ByteWriter, greeting: Greeting): void {
  const start = out.skipI32();
  connectRequest.write(out, { protocolVersion: 0, ...greeting });
  out.bool(greeting.acceptReadOnly);
  out.putI32(start, out.length - start - 4);
}

/**
 * Appends the request's frame and answers 0; or appends nothing and answers why: marshallingError when it is
 * longer than allowed, badArguments when a value is of no kind that can be written (callers without types).
 */
export function writeRequest(out: ByteWriter, request: Request, xid: number, maxBytes: number): ErrorCode {
  const start = out.skipI32();
  const { shape } = request;
  out.i32(xid);
  out.i32(shape.op);
  let err: ErrorCode = ErrorCode.ok;
  try {
    if (shape.bodyCodec !== null) shape.bodyCodec.write(out, request.body);
    if (!(out.length - start - 4 <= maxBytes)) err = ErrorCode.marshallingError;
  } catch {
    err = ErrorCode.badArguments;
  }
  if (err === ErrorCode.ok) out.putI32(start, out.length - start - 4);
  else out.length = start;
  return err;
}

export function writePing(out: ByteWriter): void {
  out.i32(8);
  out.i32(Xid.ping);
  out.i32(OpCode.ping);
}

export function writeRestore(out: ByteWriter, chunk: SetWatches2Request): void {
  const start = out.skipI32();
  out.i32(Xid.setWatches);
  // Servers before 3.6 know only the older request, which has no persistent watches.
  if (hasPersistent(chunk)) {
    out.i32(OpCode.setWatches2);
    setWatches2Request.write(out, chunk);
  } else {
    out.i32(OpCode.setWatches);
    setWatchesRequest.write(out, chunk);
  }
  out.putI32(start, out.length - start - 4);
}
