import type { MemberConfig } from '@vivarium/engine';
import { ConfigError } from './config-error.ts';
import type { Settings } from './settings.ts';

/** The id of a standalone server, whatever its myid says; an ensemble's member has its own. Source: Apache's ZooKeeperServer. */
const STANDALONE_SID = 1;
const SUPER_DIGEST = 'DigestAuthenticationProvider.superDigest';

/** Keys that the member itself acts on. Units and defaults: Apache's ZooKeeperServer and PrepRequestProcessor. */
export function readMemberConfig(settings: Settings): MemberConfig {
  const ms = { unit: 'ms' };
  const tickTimeMs = settings.integer('tickTime', 3000, { min: 1, unit: 'ms' });
  const minSessionTimeoutMs = sessionTimeout(settings, 'minSessionTimeout', tickTimeMs * 2);
  const maxSessionTimeoutMs = sessionTimeout(settings, 'maxSessionTimeout', tickTimeMs * 20);
  if (minSessionTimeoutMs > maxSessionTimeoutMs)
    throw new ConfigError(
      `minSessionTimeout (${minSessionTimeoutMs} ms) must not be larger than maxSessionTimeout (${maxSessionTimeoutMs} ms)`,
    );
  if (settings.yesNo('skipACL', false))
    throw settings.wrong('skipACL', 'access control cannot be switched off here; remove the line');
  return {
    sid: STANDALONE_SID,
    tickTimeMs,
    minSessionTimeoutMs,
    maxSessionTimeoutMs,
    maxBufferBytes: settings.integer('jute.maxbuffer', 0xfffff, { min: 1024, unit: 'bytes' }),
    globalOutstandingLimit: settings.integer('globalOutstandingLimit', 1000, { min: 1, unit: 'requests' }),
    snapCount: settings.integer('snapCount', 100_000, { min: 2, unit: 'transactions' }),
    snapSizeLimitBytes: settings.integer('snapSizeLimitInKb', 4_194_304, { min: -1, unit: 'KB' }) * 1024,
    extendedTypesEnabled: settings.boolean('extendedTypesEnabled', false),
    enforceQuota: settings.boolean('enforceQuota', false),
    skipAcl: false,
    reconfigEnabled: settings.boolean('reconfigEnabled', false),
    readOnlyEnabled: settings.boolean('readonlymode.enabled', false),
    containerCheckIntervalMs: settings.integer('znode.container.checkIntervalMs', 60_000, { min: 1, ...ms }),
    containerMaxPerMinute: settings.integer('znode.container.maxPerMinute', 10_000, { min: 1 }),
    containerMaxNeverUsedIntervalMs: settings.integer('znode.container.maxNeverUsedIntervalMs', 0, ms),
    superDigest: readSuperDigest(settings),
    digestAlgorithm: settings.choice(
      'DigestAuthenticationProvider.digestAlg',
      { sha1: 'SHA1' as const },
      'SHA1',
    ),
    digestAuthEnabled: settings.boolean('DigestAuthenticationProvider.enabled', true),
    ...readEnforcedAuth(settings),
  };
}

/** -1 means "not set", as in Apache's. */
function sessionTimeout(settings: Settings, key: string, fallbackMs: number): number {
  const value = settings.integer(key, -1, { min: -1, unit: 'ms' });
  return value === -1 ? fallbackMs : value;
}

function readSuperDigest(settings: Settings): string | null {
  const digest = settings.text(SUPER_DIGEST);
  if (digest === null) return null;
  if (!/^[^:]+:[^:]+$/.test(digest))
    throw settings.wrong(SUPER_DIGEST, 'user:base64(sha1(user:password)) is allowed');
  settings.warnings.push(`${SUPER_DIGEST} is set: whoever knows its password passes every ACL`);
  return digest;
}

function readEnforcedAuth(
  settings: Settings,
): Pick<MemberConfig, 'enforceAuthEnabled' | 'enforceAuthSchemes'> {
  const enforceAuthEnabled = settings.boolean('enforce.auth.enabled', false);
  const enforceAuthSchemes = settings.list('enforce.auth.schemes') ?? [];
  if (enforceAuthEnabled && enforceAuthSchemes.length === 0)
    throw new ConfigError('enforce.auth.enabled=true needs enforce.auth.schemes, and there are none');
  const unknown = enforceAuthSchemes.find((scheme) => !['digest', 'ip', 'x509'].includes(scheme));
  if (unknown !== undefined)
    throw settings.wrong('enforce.auth.schemes', `there is no authentication scheme "${unknown}"`);
  if (settings.boolean('sessionRequireClientSASLAuth', false))
    throw settings.wrong(
      'sessionRequireClientSASLAuth',
      'SASL is not available yet, so no client could connect',
    );
  return { enforceAuthEnabled, enforceAuthSchemes };
}
