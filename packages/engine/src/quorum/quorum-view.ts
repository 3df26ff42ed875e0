import type { PeerState } from './election/notification.ts';

/** What a host may show of a member's part in its ensemble. */
export interface QuorumView {
  readonly state: PeerState;
  readonly serving: boolean;
  /** currentEpoch. */
  readonly epoch: number;
  readonly acceptedEpoch: number;
  /** Of elections: Apache's logical clock. */
  readonly round: number;
  /** Whom it leads or follows, itself included; null while it looks. */
  readonly leader: number | null;
  /** Why it looks, or looked last. */
  readonly cause: string | null;
}
