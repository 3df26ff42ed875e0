import type { ConnectionView, LearnerTraffic, MemberView, SessionView, WatchView } from '@vivarium/engine';
import type { EventListener } from './event-feed.ts';

/** A server that serves. */
export interface RunningServer {
  /** The plain client port that was opened; null when there is none. */
  readonly clientPort: number | null;
  readonly secureClientPort: number | null;
  readonly metricsPort: number | null;
  /** Resolves when the server ended by itself: a failed disk, a broken invariant. It has stopped then. */
  readonly failed: Promise<Error>;
  view(): MemberView;
  connections(): ConnectionView[];
  sessions(): SessionView[];
  /** All watches of the sessions that are connected here. */
  watches(): WatchView[];
  /** @returns what ends the subscription */
  subscribe(listener: EventListener): () => void;
  /** The text that the word would be answered with, whitelist included. */
  fourLetterWord(word: string): string;
  /** Messages to and from each learner since it came; empty unless this member leads. */
  traffic(): readonly LearnerTraffic[];
  /** Keeps this member from dialling these others, until told otherwise; nothing for a standalone server. */
  cutFrom(sids: readonly number[]): void;
  /** Accepts nobody any more, makes durable what was ordered, closes everything. */
  stop(): Promise<void>;
}
