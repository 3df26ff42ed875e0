import { describe, expect, it } from 'vitest';
import { aclText, isMasked, lettersOf, permsFor } from '../../src/node/perms.ts';

const anyone = { scheme: 'world', id: 'anyone', perms: 1 };
const digest = { scheme: 'digest', id: 'ann:AbC=', perms: 31 };

describe('an access list', () => {
  it('is written as zkCli.sh takes it', () => {
    expect(aclText([anyone, digest])).toBe('world:anyone:r,digest:ann:AbC=:cdrwa');
    expect(lettersOf(20)).toBe('c---a');
  });

  it('gives what its entries give together', () => {
    expect(permsFor([anyone, digest], [])).toBe(1);
    expect(permsFor([anyone, digest], null)).toBe(1);
    expect(permsFor([anyone, digest], [{ scheme: 'digest', id: 'ann:AbC=' }])).toBe(31);
  });

  it('is not written back masked', () => {
    expect(isMasked([anyone, digest])).toBe(false);
    expect(isMasked([{ ...digest, id: 'ann:x' }])).toBe(true);
  });
});
