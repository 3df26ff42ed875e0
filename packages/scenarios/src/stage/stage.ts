import type { ZooKeeper } from '@vivarium/client';

/** A process of a play with its own session. */
export interface Performer {
  readonly name: string;
  readonly client: ZooKeeper;
  /** Ends its session properly. */
  leave(): Promise<void>;
  /** Ends it as a crash does: nothing more is sent, and the session lives until it expires. */
  die(): Promise<void>;
}

/** Where a play is given: sessions, time and chance come from here and from nowhere else. */
export interface Stage {
  wallMs(): number;
  /** In [0, 1). */
  random(): number;
  /** Resolves after that time, or at once when the signal aborts. Never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Resolves when its session stands. */
  enter(name: string, signal: AbortSignal): Promise<Performer>;
}
