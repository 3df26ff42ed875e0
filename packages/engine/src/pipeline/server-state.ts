import type { MemberConfig } from '../member/config.ts';
import type { Connection } from '../member/connection.ts';
import type { Statistics } from '../member/statistics.ts';
import type { SessionTable } from '../session/session-table.ts';
import { type AuthId, allows } from '../tree/acl.ts';
import type { DataTree, NodeId } from '../tree/data-tree.ts';
import type { WatchTable } from '../watch/watch-table.ts';
import type { PendingChanges } from './pending-changes.ts';

/** What requests are answered from. */
export interface ServerState {
  readonly config: MemberConfig;
  readonly tree: DataTree;
  readonly sessions: SessionTable;
  readonly pending: PendingChanges;
  readonly watches: WatchTable<Connection>;
  readonly statistics: Statistics;
}

/** Whether these ids may do what `perm` names on a znode of the tree. */
export function mayOn(state: ServerState, node: NodeId, perm: number, ids: readonly AuthId[]): boolean {
  return state.tree.aclIsOpen(node) || state.config.skipAcl || allows(state.tree.acl(node), perm, ids);
}
