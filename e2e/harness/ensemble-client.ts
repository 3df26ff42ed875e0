import { setTimeout as delay } from 'node:timers/promises';
import { type RawReply, RawSession } from './raw-session.ts';

export interface EnsembleClientOptions {
  /** Client ports of the members on loopback, in the order in which they are tried. */
  readonly ports: readonly number[];
  readonly sessionTimeoutMs: number;
  /** A member that leaves a request unanswered for so long is left for the next one. */
  readonly silenceMs: number;
  /** Pause after a member that could not be connected to; 20 when absent. */
  readonly retryAfterMs?: number;
}

const defaultRetryAfterMs = 20;

/**
 * A session that goes from member to member as these fail, and takes its identity and the last zxid it saw along, as
 * every real client does. One request is under way at a time.
 */
export class EnsembleClient {
  readonly #options: EnsembleClientOptions;
  #session: RawSession | undefined;
  #identity: { readonly sessionId: bigint; readonly password: Buffer } | undefined;
  #next: number;
  #isClosed = false;
  /** The largest zxid of any reply: no later reply may come from an older state. */
  lastZxid = 0n;
  /** How often the ensemble said that the session was over. */
  expiries = 0;
  /** How often a connection was made after the first. */
  reconnects = -1;

  constructor(options: EnsembleClientOptions, first = 0) {
    this.#options = options;
    this.#next = first;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get sessionId(): bigint | undefined {
    return this.#identity?.sessionId;
  }

  /** Sends one request. Undefined when the connection ended before the reply: nobody knows whether it took effect. */
  async call(request: (session: RawSession) => Promise<RawReply | undefined>): Promise<RawReply | undefined> {
    const session = await this.#connected();
    if (session === undefined) return undefined;
    const reply = await request(session);
    if (reply !== undefined && reply.zxid > this.lastZxid) this.lastZxid = reply.zxid;
    return reply;
  }

  /** Ends the connection for good, and leaves the session to its timeout. */
  close(): void {
    this.#isClosed = true;
    this.#session?.abandon();
  }

  async #connected(): Promise<RawSession | undefined> {
    while (!this.#isClosed) {
      if (this.#session !== undefined && !this.#session.ended) return this.#session;
      const opened = await this.#dial();
      if (opened === undefined) await delay(this.#options.retryAfterMs ?? defaultRetryAfterMs);
    }
    return undefined;
  }

  async #dial(): Promise<RawSession | undefined> {
    const { ports, sessionTimeoutMs, silenceMs } = this.#options;
    const port = ports[this.#next % ports.length]!;
    this.#next += 1;
    const resume = this.#identity === undefined ? undefined : { ...this.#identity, lastZxid: this.lastZxid };
    let session: RawSession;
    try {
      session = await RawSession.open(port, sessionTimeoutMs, resume, silenceMs);
    } catch {
      return undefined;
    }
    if (session.sessionId === 0n) {
      this.expiries += 1;
      this.#identity = undefined;
      session.abandon();
      return undefined;
    }
    this.reconnects += 1;
    this.#identity = { sessionId: session.sessionId, password: session.password };
    this.#session = session;
    return session;
  }
}
