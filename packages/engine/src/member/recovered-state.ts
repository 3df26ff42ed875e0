import type { Zxid } from '@vivarium/jute';
import type { RecoveredSession } from '../session/session-table.ts';
import type { DataTree } from '../tree/data-tree.ts';

/** What the files of a member hold. */
export interface RecoveredState {
  readonly tree: DataTree;
  readonly sessions: Iterable<RecoveredSession>;
  /** The last zxid in the log. */
  readonly lastZxid: Zxid;
}
