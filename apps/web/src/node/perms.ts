import type { AclView, IdentityView } from '@vivarium/contract';

/** ZooKeeper's permission bits, in the order that zkCli.sh prints: cdrwa. */
export const PERMS = [
  { bit: 4, letter: 'c', key: 'perm.create' },
  { bit: 8, letter: 'd', key: 'perm.delete' },
  { bit: 1, letter: 'r', key: 'perm.read' },
  { bit: 2, letter: 'w', key: 'perm.write' },
  { bit: 16, letter: 'a', key: 'perm.admin' },
] as const;

export const ALL_PERMS = 31;

export function lettersOf(perms: number): string {
  return PERMS.map((perm) => ((perms & perm.bit) === 0 ? '-' : perm.letter)).join('');
}

/** What these identities may do by this list: the bits of all entries that are theirs. Addresses are taken literally. */
export function permsFor(acl: readonly AclView[], identities: IdentityView['identities']): number {
  return acl
    .filter(
      ({ scheme, id }) =>
        (scheme === 'world' && id === 'anyone') ||
        identities?.some((mine) => mine.scheme === scheme && mine.id === id) === true,
    )
    .reduce((sum, { perms }) => sum | perms, 0);
}

/** A list that was read without the right to see its digests: written back, it would lock everybody out. */
export function isMasked(acl: readonly AclView[]): boolean {
  return acl.some(({ scheme, id }) => scheme === 'digest' && id.endsWith(':x'));
}

/** As zkCli.sh takes it. */
export function aclText(acl: readonly AclView[]): string {
  return acl
    .map(({ scheme, id, perms }) => `${scheme}:${id}:${lettersOf(perms).replaceAll('-', '')}`)
    .join(',');
}
