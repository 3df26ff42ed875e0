/** What a member needs to know of zoo.cfg; times in ms. Defaults are Apache's (WIRE section 11). */
export interface MemberConfig {
  /** Server id; a standalone server uses 1. */
  readonly sid: number;
  readonly tickTimeMs: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  /** jute.maxbuffer: largest frame from a client, and with the extra size the largest entry in the log. */
  readonly maxBufferBytes: number;
  readonly globalOutstandingLimit: number;
  readonly snapCount: number;
  readonly snapSizeLimitBytes: number;
  readonly extendedTypesEnabled: boolean;
  readonly enforceQuota: boolean;
  readonly skipAcl: boolean;
  /** reconfigEnabled: a standalone member refuses reconfig either way, with another error. */
  readonly reconfigEnabled: boolean;
  /** readonlymode.enabled: without a leader, those who asked for it may read. */
  readonly readOnlyEnabled: boolean;
  readonly containerCheckIntervalMs: number;
  readonly containerMaxPerMinute: number;
  readonly containerMaxNeverUsedIntervalMs: number;
  /** `user:base64(sha1)` of zookeeper.DigestAuthenticationProvider.superDigest. */
  readonly superDigest: string | null;
  readonly digestAlgorithm: 'SHA1';
  readonly digestAuthEnabled: boolean;
  readonly enforceAuthEnabled: boolean;
  readonly enforceAuthSchemes: readonly string[];
}
