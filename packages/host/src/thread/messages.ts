import type { ConnectionView, MemberView, SessionView } from '@vivarium/engine';
import type { MemberEvent } from '../server/event-feed.ts';

/** What the owner of a member thread may ask, and what is answered. */
export interface Calls {
  view: { argument: null; answer: MemberView };
  connections: { argument: null; answer: ConnectionView[] };
  sessions: { argument: null; answer: SessionView[] };
  fourLetterWord: { argument: string; answer: string };
  /** Events are sent only while somebody wants them. */
  wantEvents: { argument: boolean; answer: null };
  stop: { argument: null; answer: null };
}

export type CallName = keyof Calls;

/** To the thread. */
export interface CallMessage {
  readonly id: number;
  readonly name: CallName;
  readonly argument: Calls[CallName]['argument'];
}

export interface ThreadPorts {
  readonly clientPort: number | null;
  readonly secureClientPort: number | null;
  readonly metricsPort: number | null;
}

/** From the thread. */
export type ThreadMessage =
  | { readonly type: 'started'; readonly ports: ThreadPorts }
  /** It could not start; `isOperators`: the message is for the operator as it stands. */
  | { readonly type: 'refused'; readonly message: string; readonly isOperators: boolean }
  | { readonly type: 'answer'; readonly id: number; readonly value: Calls[CallName]['answer'] }
  | { readonly type: 'events'; readonly events: readonly MemberEvent[] }
  | { readonly type: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string };
