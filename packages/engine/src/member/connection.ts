import type { Zxid } from '@vivarium/jute';
import { Fifo } from '../pipeline/fifo.ts';
import type { Waiting } from '../pipeline/request.ts';
import type { Session } from '../session/session.ts';
import type { AuthId } from '../tree/acl.ts';
import { FrameBuffer } from './frames.ts';
import type { ClientOrigin, ConnectionId, Instant } from './input.ts';
import { opName } from './op-name.ts';
import type { ConnectionView } from './view.ts';

/**
 * `fresh` until a ConnectRequest came; `opening` while the session's transaction is on its way to the disk;
 * `probed` after a four-letter word, when nothing more is read.
 */
export type ConnectionState = 'fresh' | 'opening' | 'established' | 'probed' | 'closed';

/** One client connection, from accept to close. */
export class Connection {
  readonly id: ConnectionId;
  readonly origin: ClientOrigin;
  readonly establishedMs: number;
  readonly establishedWallMs: number;
  readonly frames = new FrameBuffer();
  /** Requests that are not answered yet, oldest first. */
  readonly waiting = new Fifo<Waiting>();
  state: ConnectionState = 'fresh';
  session: Session | null = null;
  /** As agreed by this connection's handshake, ms. */
  timeoutMs = 0;
  /** The client sent, and so expects, the readOnly byte. */
  readOnlyAware = false;
  /** It was let in by a member without a leader, which only answers reads. */
  readOnly = false;
  /** Replaced, never changed: a request that waits keeps the ids with which it came. */
  ids: readonly AuthId[];
  /** Its replies fill the socket; what it asked further is held. */
  congested = false;

  received = 0;
  sent = 0;
  private lastOp = 0;
  private lastXid = -1;
  private lastZxid = -1 as Zxid;
  private lastResponseMs = 0;
  private lastLatencyMs = 0;
  private minLatencyMs = Number.MAX_SAFE_INTEGER;
  private maxLatencyMs = 0;
  private sumLatencyMs = 0;
  private answered = 0;

  constructor(id: ConnectionId, origin: ClientOrigin, at: Instant) {
    this.id = id;
    this.origin = origin;
    this.establishedMs = at.monotonicMs;
    this.establishedWallMs = at.wallMs;
    const ids: AuthId[] = [{ scheme: 'ip', id: origin.address }];
    if (origin.certificateSubject !== undefined) ids.push({ scheme: 'x509', id: origin.certificateSubject });
    this.ids = ids;
  }

  /** Notes an answered request for `cons`. */
  answer(op: number, xid: number, zxid: Zxid, arrivedMs: number, nowMs: number): void {
    const latencyMs = nowMs - arrivedMs;
    // Pings and the like would hide the client's last real request.
    if (xid >= 0) this.lastXid = xid;
    this.lastOp = op;
    this.lastZxid = zxid;
    this.lastResponseMs = nowMs;
    this.lastLatencyMs = latencyMs;
    if (latencyMs < this.minLatencyMs) this.minLatencyMs = latencyMs;
    if (latencyMs > this.maxLatencyMs) this.maxLatencyMs = latencyMs;
    this.sumLatencyMs += latencyMs;
    this.answered++;
  }

  /** What `crst` does. */
  resetStatistics(): void {
    this.received = 0;
    this.sent = 0;
    this.lastOp = 0;
    this.lastXid = -1;
    this.lastZxid = -1 as Zxid;
    this.lastResponseMs = 0;
    this.lastLatencyMs = 0;
    this.minLatencyMs = Number.MAX_SAFE_INTEGER;
    this.maxLatencyMs = 0;
    this.sumLatencyMs = 0;
    this.answered = 0;
  }

  view(): ConnectionView {
    const { origin, session } = this;
    return {
      address: origin.address,
      port: origin.port,
      secure: origin.secure,
      queued: this.waiting.length,
      received: this.received,
      sent: this.sent,
      establishedMs: this.establishedWallMs,
      session:
        session === null
          ? null
          : {
              id: session.id,
              timeoutMs: this.timeoutMs,
              lastOp: opName(this.lastOp),
              lastCxid: this.lastXid,
              lastZxid: this.lastZxid,
              lastResponseMs: this.lastResponseMs,
              lastLatencyMs: this.lastLatencyMs,
              minLatencyMs: this.answered === 0 ? 0 : this.minLatencyMs,
              avgLatencyMs: this.answered === 0 ? 0 : this.sumLatencyMs / this.answered,
              maxLatencyMs: this.maxLatencyMs,
            },
    };
  }
}
