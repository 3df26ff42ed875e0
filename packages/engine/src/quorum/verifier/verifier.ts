/** How a set of acknowledgements or votes is judged. */
export interface QuorumVerifier {
  /** Sids whose votes and acks count. */
  readonly voters: ReadonlySet<number>;
  /** 0 for a voter that can never lead; 1 for everyone under a plain majority. */
  weight(sid: number): number;
  /** True when these sids, non-voters among them ignored, are a quorum. */
  isQuorum(sids: Iterable<number>): boolean;
}
