import type { Zxid } from '@vivarium/jute';

/** Whom a member would follow, and why. */
export interface Vote {
  readonly leader: number;
  /** Last logged zxid of that leader. */
  readonly zxid: Zxid;
  /** currentEpoch of that leader; once it leads, the epoch it established. */
  readonly peerEpoch: number;
}

/**
 * What a member that may not vote puts into its own vote: Java's smallest long. It is exact as a number
 * (a power of two), and travels as such.
 */
export const NEVER = -(2 ** 63);

/** True when `challenger` beats `holder`: by epoch, then zxid, then sid. Which of them decided is `decidedBy`. */
export function beats(challenger: Vote, holder: Vote): boolean {
  if (challenger.peerEpoch !== holder.peerEpoch) return challenger.peerEpoch > holder.peerEpoch;
  if (challenger.zxid !== holder.zxid) return challenger.zxid > holder.zxid;
  return challenger.leader > holder.leader;
}

/** The first of the three comparisons in which two votes differ: what a reader of a failover wants to know. */
export function decidedBy(one: Vote, other: Vote): 'epoch' | 'zxid' | 'sid' | 'equal' {
  if (one.peerEpoch !== other.peerEpoch) return 'epoch';
  if (one.zxid !== other.zxid) return 'zxid';
  return one.leader === other.leader ? 'equal' : 'sid';
}
