import { connect } from 'node:net';
import {
  ByteReader,
  ByteWriter,
  connectRequest,
  connectResponse,
  OpCode,
  replyHeader,
  type SessionId,
  sessionPassword,
} from '@vivarium/jute';

const TIMEOUT_MS = 10_000;
const FRAME_BYTES_MAX = 65_536;
const XID = 1;

/**
 * Closes a session of a member of ours, as its own client would: the session is taken over with the password that every
 * member derives from its id, then closed. Resolves to false when the member no longer knows it.
 *
 * @throws Error when the member does not answer
 */
export function closeSession(port: number, id: bigint): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const session = BigInt.asIntN(64, id) as SessionId;
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let received = Buffer.alloc(0);
    let isOpen = false;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const fail = (cause: string): void => end(() => reject(new Error(cause)));
    const timer = setTimeout(() => fail('the member did not answer in time'), TIMEOUT_MS);
    socket.on('connect', () => socket.write(greeting(session)));
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => end(() => (isOpen ? resolve(true) : reject(new Error('the member hung up')))));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (;;) {
        if (received.length < 4) return;
        const length = received.readInt32BE(0);
        if (length < 0 || length > FRAME_BYTES_MAX) return fail('the member answered nonsense');
        if (received.length < 4 + length) return;
        const reader = new ByteReader(new Uint8Array(received.subarray(4, 4 + length)));
        received = received.subarray(4 + length);
        if (isOpen) {
          // Watch events may come before the answer.
          if (replyHeader.read(reader).xid === XID) return end(() => resolve(true));
          continue;
        }
        // A session that is over is answered with a timeout of 0.
        if (connectResponse.read(reader).timeoutMs <= 0) return end(() => resolve(false));
        isOpen = true;
        socket.write(closing());
      }
    });
  });
}

function greeting(sessionId: SessionId): Uint8Array {
  return framed((out) => {
    const password = sessionPassword(sessionId);
    connectRequest.write(out, {
      protocolVersion: 0,
      lastZxidSeen: 0,
      timeoutMs: TIMEOUT_MS,
      sessionId,
      password,
    });
    out.bool(false);
  });
}

function closing(): Uint8Array {
  return framed((out) => {
    out.i32(XID);
    out.i32(OpCode.closeSession);
  });
}

function framed(write: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter();
  const start = out.skipI32();
  write(out);
  out.putI32(start, out.length - start - 4);
  return out.copy();
}
