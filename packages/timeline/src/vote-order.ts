import type { VoteFacts } from './event.ts';

/** Which comparison decides between two votes; source: Apache's FastLeaderElection (epoch, zxid, server id). */
export type VoteDecision = 'round' | 'epoch' | 'zxid' | 'sid' | 'equal';

export type CastFacts = VoteFacts & { readonly round: number };

/** Compares a received vote with the receiver's own. */
export function compareVotes(
  received: CastFacts,
  own: CastFacts | null,
): { readonly by: VoteDecision; readonly won: boolean } {
  if (own === null) return { by: 'equal', won: false };
  if (received.round < own.round) return { by: 'round', won: false };
  if (received.peerEpoch !== own.peerEpoch) return { by: 'epoch', won: received.peerEpoch > own.peerEpoch };
  if (received.zxid !== own.zxid) return { by: 'zxid', won: received.zxid > own.zxid };
  if (received.leader !== own.leader) return { by: 'sid', won: received.leader > own.leader };
  return { by: 'equal', won: false };
}
