import { NO_SESSION, type SessionId, type Zxid } from '@vivarium/jute';
import { ExpiryBuckets } from './expiry-buckets.ts';
import { Session } from './session.ts';
import { firstSessionId, idBehindLife, nextSessionId } from './session-id.ts';

/** The sessions of one member: who lives, who is closing, who expires when. */
export class SessionTable {
  private readonly sessions = new Map<SessionId, Session>();
  private readonly buckets: ExpiryBuckets;
  private readonly sid: number;
  private nextId = NO_SESSION;
  /** Used since the leader was last told; null while sessions expire here. */
  private touched: Map<SessionId, number> | null = null;

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
  start(nowMs: number, wallMs: number, lastZxid: Zxid): void {
    this.buckets.start(nowMs);
    this.nextId = firstSessionId(this.sid, wallMs);
    for (const session of this.sessions.values()) {
      this.buckets.touch(session, nowMs, session.timeoutMs);
      // A clock that was set back must not give an id twice: not this one, and not those that followed it in its
      // day and are over, whose clients still know the password.
      const { id } = session;
      if (id >> 56n === this.nextId >> 56n && id >= this.nextId) this.nextId = idBehindLife(id, lastZxid);
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

  /** A session that another member gave its id. */
  adopt(id: SessionId, timeoutMs: number, nowMs: number): Session {
    const known = this.sessions.get(id);
    if (known !== undefined) return known;
    const session = new Session(id, timeoutMs);
    this.sessions.set(id, session);
    this.buckets.touch(session, nowMs, timeoutMs);
    return session;
  }

  touch(session: Session, nowMs: number, timeoutMs: number): void {
    if (session.closing) return;
    if (this.touched !== null) this.touched.set(session.id, timeoutMs);
    else this.buckets.touch(session, nowMs, timeoutMs);
  }

  /**
   * A learner does not let sessions expire: it collects which of them were used, for the leader. One that leads
   * (again) gives every session a full timeout, for it cannot know what it missed.
   */
  setExpiring(expiring: boolean, nowMs: number): void {
    this.touched = expiring ? null : new Map();
    if (!expiring) return;
    this.buckets.start(nowMs);
    for (const session of this.sessions.values()) this.buckets.touch(session, nowMs, session.timeoutMs);
  }

  /** The sessions used since the last asking, with their timeouts in ms. */
  takeTouched(): ReadonlyMap<SessionId, number> {
    const touched = this.touched ?? new Map<SessionId, number>();
    if (this.touched !== null) this.touched = new Map();
    return touched;
  }

  /** What was on its way when the leader was lost: sessions never committed vanish, those being closed live on. */
  forgetUncommitted(): void {
    for (const [id, session] of this.sessions) {
      session.connection = null;
      session.closing = false;
      if (session.committed) continue;
      this.buckets.remove(session);
      this.sessions.delete(id);
    }
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
