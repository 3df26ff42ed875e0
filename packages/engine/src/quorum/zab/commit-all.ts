import type { Replica } from '../replica.ts';
import type { Turn } from '../turn.ts';
import type { CommittedLog } from './committed-log.ts';

/**
 * Applies everything that was logged: a leader does so with its own log once a quorum follows it, a learner when
 * its leader says that all of it is history. History takes it too, or a later learner would be given a hole.
 */
export function commitAll(replica: Replica, history: CommittedLog, turn: Turn): void {
  for (const { zxid, entry } of replica.uncommitted()) history.add(zxid, entry);
  replica.commit(replica.lastLogged, turn);
}
