import type { QuorumView } from '@vivarium/engine';
import { counter, gauge, summary } from './collect.ts';
import type { Metric } from './metric.ts';

/** What Apache's server tells of an ensemble although it is alone. */
const ALONE: readonly Metric[] = [
  counter('looking_count', 0),
  counter('diff_count', 0),
  counter('snap_count', 0),
];

/** What a member of an ensemble tells besides; the names are those of Apache's LeaderZooKeeperServer and ServerMetrics. */
export function quorumMetrics(view: QuorumView | null, nowMs: number): readonly Metric[] {
  if (view === null) return ALONE;
  const { counts, leading } = view;
  const ofLeader =
    leading === null
      ? []
      : [
          gauge('learners', leading.learners),
          gauge('synced_followers', leading.syncedFollowers),
          gauge('synced_non_voting_followers', 0),
          gauge('synced_observers', leading.syncedObservers),
          gauge('pending_syncs', leading.pendingSyncs),
          gauge('leader_uptime', nowMs - leading.sinceMs),
          gauge('last_proposal_size', leading.proposalBytes.last),
          gauge('max_proposal_size', leading.proposalBytes.max),
          gauge('min_proposal_size', leading.proposalBytes.min),
        ];
  return [
    gauge('quorum_size', view.voters),
    ...ofLeader,
    counter('looking_count', counts.looking),
    counter('proposal_count', counts.proposals),
    counter('commit_count', counts.commits),
    counter('learner_proposal_received_count', counts.learnerProposals),
    counter('learner_commit_received_count', counts.learnerCommits),
    counter('diff_count', counts.diffs),
    counter('snap_count', counts.snaps),
    summary('election_time', view.electionMs),
  ];
}
