import { NO_SESSION, type SessionId } from '@vivarium/jute';
import { ExpiryBuckets } from './expiry-buckets.ts';
import { Session } from './session.ts';
import { firstSessionId, nextSessionId } from './session-id.ts';

/** The sessions of one member: who lives, who is closing, who expires when. */
export class SessionTable {
  private readonly sessions = new Map<SessionId, Session>();
  private readonly buckets: ExpiryBuckets;
  private readonly sid: number;
  private nextId = NO_SESSION;

  /** `recovered` maps to timeouts in ms. */
  constructor(sid: number, tickTimeMs: number, recovered: ReadonlyMap<SessionId, number>) {
    this.sid = sid;
    this.buckets = new ExpiryBuckets(tickTimeMs);
    for (const [sessionId, timeoutMs] of recovered) {
      const session = new Session(sessionId, timeoutMs);
      session.committed = true;
      this.sessions.set(sessionId, session);
    }
  }

  /** Recovered sessions get a full timeout from now: their clients could not reach us meanwhile. */
  start(nowMs: number, wallMs: number): void {
    this.buckets.start(nowMs);
    this.nextId = firstSessionId(this.sid, wallMs);
    for (const session of this.sessions.values()) {
      this.buckets.touch(session, nowMs, session.timeoutMs);
      // A clock that was set back must not give an id twice.
      const { id } = session;
      if (id >> 56n === this.nextId >> 56n && id >= this.nextId) this.nextId = nextSessionId(id);
    }
  }

  get size(): number {
    return this.sessions.size;
  }

  find(id: SessionId): Session | undefined {
    return this.sessions.get(id);
  }

  all(): IterableIterator<Session> {
    return this.sessions.values();
  }

  /** A new session with an id of its own; it is `committed` only by its transaction. */
  create(timeoutMs: number, nowMs: number): Session {
    const id = this.nextId;
    this.nextId = nextSessionId(id);
    const session = new Session(id, timeoutMs);
    this.sessions.set(id, session);
    this.buckets.touch(session, nowMs, timeoutMs);
    return session;
  }

  touch(session: Session, nowMs: number, timeoutMs: number): void {
    if (!session.closing) this.buckets.touch(session, nowMs, timeoutMs);
  }

  /** From here on every request of the session answers -112, or nothing at all. */
  startClosing(session: Session): void {
    session.closing = true;
  }

  remove(id: SessionId): void {
    const session = this.sessions.get(id);
    if (session === undefined) return;
    this.buckets.remove(session);
    this.sessions.delete(id);
    session.closing = true;
  }

  takeExpired(nowMs: number): Session[] {
    return this.buckets.takeExpired(nowMs);
  }
}
