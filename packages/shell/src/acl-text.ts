import type { Acl } from '@vivarium/jute';

const BITS: readonly (readonly [string, number])[] = [
  ['c', 4],
  ['d', 8],
  ['r', 1],
  ['w', 2],
  ['a', 16],
];

/** `cdrwa`, or as many of them as are granted, in zkCli.sh's order. */
export function permissionsText(perms: number): string {
  return BITS.filter(([, bit]) => (perms & bit) !== 0)
    .map(([letter]) => letter)
    .join('');
}

/**
 * Reads `scheme:id:perms,…`. What cannot be read is told and left out, as zkCli.sh does: the server then judges
 * what is left.
 */
export function parseAcl(text: string, complain: (words: string) => void): Acl[] {
  const acl: Acl[] = [];
  for (const entry of withoutEmptyEnd(text.split(','))) {
    const first = entry.indexOf(':');
    const last = entry.lastIndexOf(':');
    if (first === last) {
      complain(`${entry} does not have the form scheme:id:perm`);
      continue;
    }
    let perms = 0;
    for (const letter of entry.slice(last + 1)) {
      const bit = BITS.find(([known]) => known === letter)?.[1];
      if (bit === undefined) complain(`Unknown perm type: ${letter}`);
      else perms |= bit;
    }
    acl.push({ scheme: entry.slice(0, first), id: entry.slice(first + 1, last), perms });
  }
  return acl;
}

/** Java's split leaves out empty text at the end. */
function withoutEmptyEnd(entries: string[]): string[] {
  if (entries.length === 1) return entries;
  let end = entries.length;
  while (end > 0 && entries[end - 1] === '') end -= 1;
  return entries.slice(0, end);
}
