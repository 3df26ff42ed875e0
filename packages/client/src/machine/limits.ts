export interface MachineLimits {
  /** Session timeout to ask for; the server grants between 2 and 20 of its ticks. */
  readonly sessionTimeoutMs: number;
  /** Accept a member that has no quorum (reads may be old, writes are refused). */
  readonly acceptReadOnly: boolean;
  /** A longer reply closes the connection. */
  readonly maxReplyBytes: number;
  /** A longer request is refused here: the server would close the connection without a word. */
  readonly maxRequestBytes: number;
  /** Requests waiting or in flight; more are refused. */
  readonly maxOutstanding: number;
}
