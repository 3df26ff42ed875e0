import { setMaxListeners } from 'node:events';
import { ErrorCode } from '@vivarium/jute';
import type { CallOptions } from '../call.ts';
import type { ClientState } from '../client-state.ts';
import type { ZooKeeper } from '../zookeeper.ts';
import { ZooKeeperError } from '../zookeeper-error.ts';
import { RecipeDeadlineError, SessionLostError } from './recipe-error.ts';

/** How long a recipe may go on. */
export interface RecipeOptions {
  /** Ends the wait with the signal's reason and withdraws what was begun. */
  readonly signal?: AbortSignal;
  /** Ends the wait with RecipeDeadlineError. None when missing. */
  readonly deadlineMs?: number;
}

const LONGEST_TIMER_MS = 0x7fff_ffff;

/**
 * The time within which something must come about: it ends with the session, the caller's signal or the
 * deadline, whichever is first, and then everything that waits in it rejects with the reason.
 */
export class Term {
  readonly client: ZooKeeper;
  private readonly controller = new AbortController();
  private readonly endings: (() => void)[] = [];

  constructor(client: ZooKeeper, { signal, deadlineMs }: RecipeOptions = {}) {
    this.client = client;
    // A cache hands it to as many requests as there are nodes.
    setMaxListeners(0, this.controller.signal);
    const look = (state: ClientState) => {
      const cause = finalCause(state);
      if (cause !== null) this.controller.abort(new SessionLostError(cause));
    };
    this.endings.push(client.subscribe(look));
    look(client.state);
    if (signal !== undefined) {
      const onAbort = () => this.controller.abort(signal.reason);
      signal.addEventListener('abort', onAbort);
      this.endings.push(() => signal.removeEventListener('abort', onAbort));
      if (signal.aborted) onAbort();
    }
    if (deadlineMs !== undefined && deadlineMs <= LONGEST_TIMER_MS) {
      const timer = setTimeout(() => this.controller.abort(new RecipeDeadlineError(deadlineMs)), deadlineMs);
      this.endings.push(() => clearTimeout(timer));
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why it ended, or undefined. */
  get reason(): unknown {
    return this.signal.aborted ? this.signal.reason : undefined;
  }

  /** A request that may be made twice: made again after each lost connection. */
  async repeat<T>(request: (options: CallOptions) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.once(request);
      } catch (error) {
        if (!isOutage(error)) throw error;
      }
    }
  }

  /** A request that is made once. The end of the session shows as SessionLostError. */
  async once<T>(request: (options: CallOptions) => Promise<T>): Promise<T> {
    try {
      return await request({ signal: this.signal });
    } catch (error) {
      throw asSessionLost(this.client, error);
    }
  }

  /** What was promised, unless the term ends before. */
  until<T>(promised: Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      promised.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  /** Gives back the timer and the subscriptions. */
  end(): void {
    for (const end of this.endings.splice(0)) end();
  }
}

/** Runs `work` in a term of its own. */
export async function within<T>(
  client: ZooKeeper,
  options: RecipeOptions,
  work: (term: Term) => Promise<T>,
): Promise<T> {
  const term = new Term(client, options);
  try {
    return await work(term);
  } finally {
    term.end();
  }
}

export function finalCause(state: ClientState): SessionLostError['cause'] | null {
  return state.name === 'expired' || state.name === 'auth-failed' || state.name === 'closed'
    ? state.name
    : null;
}

export function hasCode(error: unknown, code: number): boolean {
  return error instanceof ZooKeeperError && error.code === code;
}

/** No answer came, and there may be one next time. */
export function isOutage(error: unknown): boolean {
  return (
    hasCode(error, ErrorCode.connectionLoss) ||
    hasCode(error, ErrorCode.requestTimeout) ||
    hasCode(error, ErrorCode.sessionMoved)
  );
}

function asSessionLost(client: ZooKeeper, error: unknown): unknown {
  if (hasCode(error, ErrorCode.sessionExpired)) {
    return new SessionLostError(finalCause(client.state) ?? 'expired');
  }
  return hasCode(error, ErrorCode.authFailed) ? new SessionLostError('auth-failed') : error;
}
