import type { SessionId, Zxid } from '@vivarium/jute';
import type { DataTree } from '../tree/data-tree.ts';

/** What the files of a member hold. */
export interface RecoveredState {
  readonly tree: DataTree;
  /** Timeouts in ms. */
  readonly sessions: ReadonlyMap<SessionId, number>;
  /** The last zxid in the log. */
  readonly lastZxid: Zxid;
}
