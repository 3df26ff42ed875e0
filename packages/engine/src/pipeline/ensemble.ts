import type { ForwardedRequest } from '../quorum/replica.ts';
import type { LoggedEntry } from '../quorum/zab/committed-log.ts';

/** What a pipeline asks of the ensemble that its member is part of. */
export interface Ensemble {
  /** True while this member decides about writes itself. */
  readonly leads: boolean;
  /** Hands a write to the leader. */
  forward(request: ForwardedRequest): void;
  /** A proposal of ours stands in our log: the others must have it. */
  proposed(entry: LoggedEntry): void;
  /** Asks for the next `synced`. */
  sync(): void;
}
