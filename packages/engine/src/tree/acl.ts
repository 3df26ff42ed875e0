import { type Acl, Perms } from '@vivarium/jute';
import { digestIdOf, isDigestId, maskedDigestId } from './acl-digest.ts';
import { ipMatches, isIpExpression } from './acl-ip.ts';
import { isDistinguishedName, isKerberosName } from './acl-names.ts';

export { digestIdOf } from './acl-digest.ts';

// Who may do what. Source: Apache's ZooKeeperServer.checkACL, PrepRequestProcessor.fixupACL and its providers.

/** Who a connection is: one of its identities. */
export interface AuthId {
  readonly scheme: string;
  readonly id: string;
}

/** What of a member's configuration decides about identities. `MemberConfig` is one. */
export interface AuthConfig {
  readonly superDigest: string | null;
  readonly digestAuthEnabled: boolean;
}

/** world:anyone with every permission: the ACL of znodes whose creator did not care. */
export const OPEN_ACL: readonly Acl[] = [{ perms: Perms.all, scheme: 'world', id: 'anyone' }];

interface Scheme {
  /** Whether holding such an id says who someone is, so that `auth` expands to it. */
  readonly authenticates: boolean;
  isValid(id: string): boolean;
  matches(held: string, wanted: string): boolean;
}

function isSame(held: string, wanted: string): boolean {
  return held === wanted;
}

/** `world` and `auth` are rules of their own, and `super` is no scheme that an ACL may name. */
const SCHEMES: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([
  ['ip', { authenticates: false, isValid: isIpExpression, matches: ipMatches }],
  ['digest', { authenticates: true, isValid: isDigestId, matches: isSame }],
  ['x509', { authenticates: true, isValid: isDistinguishedName, matches: isSame }],
  [
    'sasl',
    {
      authenticates: true,
      isValid: isKerberosName,
      matches: (held, wanted) => held === 'super' || held === wanted,
    },
  ],
]);

/** The schemes that a server has without further configuration, as Apache's. */
export const DEFAULT_SCHEMES: ReadonlySet<string> = new Set(['ip', 'digest']);

function isSuper(ids: readonly AuthId[]): boolean {
  for (const held of ids) if (held.scheme === 'super') return true;
  return false;
}

/** True when one of `ids` may do what `perm` (one or more bits of Perms) names; several bits: any of them suffices. */
export function allows(acl: readonly Acl[], perm: number, ids: readonly AuthId[]): boolean {
  if (acl === OPEN_ACL || acl.length === 0 || isSuper(ids)) return true;
  for (const entry of acl) {
    if ((entry.perms & perm) === 0) continue;
    if (entry.scheme === 'world' && entry.id === 'anyone') return true;
    const scheme = SCHEMES.get(entry.scheme);
    if (scheme === undefined) continue;
    for (const held of ids) {
      if (held.scheme === entry.scheme && scheme.matches(held.id, entry.id)) return true;
    }
  }
  return false;
}

function withoutDuplicates(acl: readonly Acl[]): readonly Acl[] {
  if (acl.length === 1) return acl;
  const seen = new Set<string>();
  return acl.filter(({ perms, scheme, id }) => {
    const before = seen.size;
    return seen.add(`${perms} ${scheme.length} ${scheme}${id}`).size > before;
  });
}

/** What `auth` stands for: an entry for each id that says who the client is. */
function expandAuth(perms: number, ids: readonly AuthId[], schemes: ReadonlySet<string>): Acl[] {
  const expanded: Acl[] = [];
  for (const { scheme, id } of ids) {
    if (schemes.has(scheme) && SCHEMES.get(scheme)?.authenticates) expanded.push({ perms, scheme, id });
  }
  return expanded;
}

/**
 * The ACL that create and setACL store for the one that a client sent, or null when it is invalid (-114).
 * `schemes` are those that this server has.
 */
export function fixAcl(
  requested: readonly Acl[] | null,
  ids: readonly AuthId[],
  schemes: ReadonlySet<string> = DEFAULT_SCHEMES,
): Acl[] | null {
  if (requested === null || requested.length === 0) return null;
  const fixed: Acl[] = [];
  for (const entry of withoutDuplicates(requested)) {
    if (entry.scheme === 'world' && entry.id === 'anyone') {
      fixed.push(entry);
    } else if (entry.scheme === 'auth') {
      const expanded = expandAuth(entry.perms, ids, schemes);
      if (expanded.length === 0) return null;
      fixed.push(...expanded);
    } else {
      if (!schemes.has(entry.scheme) || !SCHEMES.get(entry.scheme)?.isValid(entry.id)) return null;
      fixed.push(entry);
    }
  }
  return fixed;
}

/**
 * The ids that an auth packet adds to its connection, or null when it fails (-115). `ip` adds nothing, because
 * each connection has its address from the start; x509 and sasl ids come from handshakes, never from here.
 */
export function authenticate(scheme: string, data: Uint8Array | null, config: AuthConfig): AuthId[] | null {
  if (scheme === 'ip') return [];
  if (scheme !== 'digest' || !config.digestAuthEnabled || data === null) return null;
  const id = digestIdOf(new TextDecoder('utf-8', { ignoreBOM: true }).decode(data));
  const ids: AuthId[] = [];
  if (id === config.superDigest) ids.push({ scheme: 'super', id: '' });
  ids.push({ scheme: 'digest', id });
  return ids;
}

/** What getACL answers to who may read but not administer: digests are hidden. */
export function maskAcl(acl: readonly Acl[]): Acl[] {
  return acl.map((entry) => (entry.scheme === 'digest' ? { ...entry, id: maskedDigestId(entry.id) } : entry));
}

/** The user that whoAmI shows for an id: without the digest; empty for `super`, which has no provider. */
export function userOf(held: AuthId): string {
  if (held.scheme === 'digest') return held.id.split(':')[0] as string;
  return SCHEMES.has(held.scheme) ? held.id : '';
}
