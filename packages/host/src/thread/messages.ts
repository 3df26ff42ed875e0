import type { ConnectionView, LearnerTraffic, MemberView, SessionView, WatchView } from '@vivarium/engine';
import type { ZooConfig } from '../config/zoo-config.ts';
import type { MemberEvent } from '../server/event-feed.ts';

/** What a thread is started with. */
export interface ThreadStart {
  readonly config: ZooConfig;
  /** One 32-bit word: 1 while the thread is to stand still. */
  readonly gate: SharedArrayBuffer;
  /** Send every event from the first on, whoever asks for events later. */
  readonly watched: boolean;
}

/** What the owner of a member thread may ask, and what is answered. */
export interface Calls {
  view: { argument: null; answer: MemberView };
  connections: { argument: null; answer: ConnectionView[] };
  sessions: { argument: null; answer: SessionView[] };
  watches: { argument: null; answer: WatchView[] };
  fourLetterWord: { argument: string; answer: string };
  /** Events are sent only while somebody wants them. */
  wantEvents: { argument: boolean; answer: null };
  /** Counts of messages between members are sent only while somebody wants them. */
  wantTraffic: { argument: boolean; answer: null };
  /** The members that this one must not reach. */
  cutFrom: { argument: readonly number[]; answer: null };
  /** Answered just before the thread stands still, for so many ms; null until it is let go. */
  pause: { argument: number | null; answer: null };
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
  /** `atMs` is on the machine's clock. */
  | { readonly type: 'events'; readonly events: readonly MemberEvent[] }
  /** What moved between a leader and its learners since the last time. */
  | { readonly type: 'traffic'; readonly learners: readonly LearnerTraffic[] }
  /** A pause is over. */
  | { readonly type: 'resumed' }
  | { readonly type: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string };
