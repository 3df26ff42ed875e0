import {
  type ByteWriter,
  connectRequest,
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
 * Appends the request's frame. False, and nothing appended, when it is longer than allowed. A value that
 * cannot be encoded throws, and nothing is appended then either.
 */
export function writeRequest(out: ByteWriter, request: Request, xid: number, maxBytes: number): boolean {
  const start = out.skipI32();
  const { shape } = request;
  let whole = false;
  try {
    out.i32(xid);
    out.i32(shape.op);
    if (shape.bodyCodec !== null) shape.bodyCodec.write(out, request.body);
    whole = out.length - start - 4 <= maxBytes;
  } finally {
    if (!whole) out.length = start;
  }
  if (whole) out.putI32(start, out.length - start - 4);
  return whole;
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
