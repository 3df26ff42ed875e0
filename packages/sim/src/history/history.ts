import type { SessionId, Zxid } from '@vivarium/jute';
import type { Call, Reply } from './call.ts';

/** One request of one client; `reply` stays null when its fate is unknown. */
export interface Operation {
  readonly id: number;
  readonly client: number;
  readonly session: SessionId;
  readonly xid: number;
  readonly call: Call;
  /** Server id of the member it was sent to. */
  readonly member: number;
  readonly invokedUs: number;
  returnedUs: number;
  reply: Reply | null;
}

/** What reached a session, in the order in which it did. */
export type StreamItem =
  | { readonly type: 'reply'; readonly operation: Operation; readonly zxid: Zxid }
  | { readonly type: 'event'; readonly event: number; readonly path: string; readonly zxid: Zxid }
  /** A connection speaks for the session; `zxid` is the last one that the client had seen. */
  | { readonly type: 'attached'; readonly zxid: Zxid; readonly member: number }
  | { readonly type: 'watchesRestored'; readonly zxid: Zxid }
  | { readonly type: 'detached' };

export interface SessionRecord {
  readonly id: SessionId;
  readonly client: number;
  readonly timeoutMs: number;
  readonly openedUs: number;
  /** When bytes of it last reached a member. */
  touchedUs: number;
  /** A member has told the client that it is over. */
  isExpired: boolean;
  readonly stream: StreamItem[];
}

/** All that clients did and saw in a run. */
export class History {
  readonly operations: Operation[] = [];
  readonly sessions = new Map<SessionId, SessionRecord>();

  invoke(fields: Omit<Operation, 'id' | 'returnedUs' | 'reply'>): Operation {
    const operation = {
      ...fields,
      id: this.operations.length,
      returnedUs: Number.POSITIVE_INFINITY,
      reply: null,
    };
    this.operations.push(operation);
    return operation;
  }

  session(id: SessionId): SessionRecord {
    const session = this.sessions.get(id);
    if (session === undefined) throw new Error('a session that was never opened');
    return session;
  }

  get acknowledged(): number {
    return this.operations.reduce((count, each) => count + (each.reply === null ? 0 : 1), 0);
  }
}
