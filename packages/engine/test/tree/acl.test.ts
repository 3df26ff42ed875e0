import { type Acl, Perms } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import {
  type AuthId,
  allows,
  authenticate,
  digestIdOf,
  fixAcl,
  maskAcl,
  OPEN_ACL,
  userOf,
} from '../../src/tree/acl.ts';

const config = { superDigest: null, digestAuthEnabled: true };
const utf8 = new TextEncoder();

function entry(scheme: string, id: string, perms: number = Perms.all): Acl {
  return { perms, scheme, id };
}

const bob: AuthId = { scheme: 'digest', id: digestIdOf('bob:secret') };
const here: AuthId = { scheme: 'ip', id: '10.1.2.3' };

describe('allows', () => {
  test('AC5 world:anyone lets in who has no id at all, for the bits it names', () => {
    expect(allows(OPEN_ACL, Perms.admin, [])).toBe(true);
    expect(allows([entry('world', 'anyone', Perms.read)], Perms.read, [])).toBe(true);
    expect(allows([entry('world', 'anyone', Perms.read)], Perms.write, [])).toBe(false);
  });

  test('AC5 one of several wanted bits suffices', () => {
    expect(allows([entry('world', 'anyone', Perms.admin)], Perms.read | Perms.admin, [])).toBe(true);
  });

  test('AC5 an empty ACL lets everyone in, and super passes every check', () => {
    expect(allows([], Perms.write, [])).toBe(true);
    expect(allows([entry('digest', 'x:y', 0)], Perms.write, [{ scheme: 'super', id: '' }])).toBe(true);
  });

  test('AC5 a digest must be equal and of the same scheme', () => {
    const acl = [entry('digest', bob.id, Perms.write)];
    expect(allows(acl, Perms.write, [here, bob])).toBe(true);
    expect(allows(acl, Perms.read, [bob])).toBe(false);
    expect(allows(acl, Perms.write, [{ scheme: 'sasl', id: bob.id }])).toBe(false);
    expect(allows(acl, Perms.write, [here])).toBe(false);
  });

  test('AC5 an entry of an unknown scheme lets nobody in', () => {
    expect(allows([entry('planet', 'mars')], Perms.read, [{ scheme: 'planet', id: 'mars' }])).toBe(false);
    expect(allows([entry('world', 'someone')], Perms.read, [{ scheme: 'world', id: 'someone' }])).toBe(false);
  });

  test('AC5 x509 compares subjects, and the sasl id `super` passes every sasl entry', () => {
    const subject = { scheme: 'x509', id: 'CN=a,O=b' };
    expect(allows([entry('x509', 'CN=a,O=b')], Perms.read, [subject])).toBe(true);
    expect(allows([entry('x509', 'CN=a')], Perms.read, [subject])).toBe(false);
    expect(allows([entry('sasl', 'bob')], Perms.read, [{ scheme: 'sasl', id: 'super' }])).toBe(true);
    expect(allows([entry('sasl', 'bob')], Perms.read, [{ scheme: 'sasl', id: 'eve' }])).toBe(false);
  });

  test.each([
    ['10.1.2.3', true],
    ['10.1.2.4', false],
    ['10.1.2.0/24', true],
    ['10.1.2.2/31', true],
    ['10.1.2.4/31', false],
    ['10.1.0.0/15', true],
    ['10.2.0.0/15', false],
    ['192.168.0.1/0', true],
    ['10.1.2.3/33', false],
    ['10.1.2.3/-1', false],
    ['10.1.2.3/x', false],
    ['::ffff:0a01:0203', false],
  ])('AC6 10.1.2.3 under %s: %s', (expression, expected) => {
    expect(allows([entry('ip', expression)], Perms.read, [here])).toBe(expected);
  });

  test.each([
    ['2001:db8::1', '2001:0db8:0:0:0:0:0:1', true],
    ['2001:db8::/32', '2001:db8:ffff::2', true],
    ['2001:db8::/33', '2001:db8:8000::2', false],
    ['2001:db8:8000::/33', '2001:db8:ffff::2', true],
    ['::/0', '::1', true],
    ['::1/128', '::1', true],
    ['::1/129', '::1', false],
    ['::/0', '10.0.0.1', false],
    ['0.0.0.0/0', '::1', false],
  ])('AC6 under %s lies %s: %s', (expression, address, expected) => {
    expect(allows([entry('ip', expression)], Perms.read, [{ scheme: 'ip', id: address }])).toBe(expected);
  });
});

describe('fixAcl', () => {
  test('AC7 null and empty are invalid', () => {
    expect(fixAcl(null, [])).toBeNull();
    expect(fixAcl([], [])).toBeNull();
  });

  test('AC7 duplicates go, order stays', () => {
    const [a, b] = [entry('world', 'anyone', 1), entry('ip', '1.2.3.4', 2)];
    expect(fixAcl([b, a, b, a, entry('ip', '1.2.3.4', 3)], [])).toEqual([b, a, entry('ip', '1.2.3.4', 3)]);
  });

  test('AC7 world is for anyone only', () => {
    expect(fixAcl([entry('world', 'someone')], [])).toBeNull();
  });

  test('AC7 auth becomes the ids that say who the client is', () => {
    const eve = { scheme: 'digest', id: digestIdOf('eve:x') };
    const ids = [here, { scheme: 'super', id: '' }, bob, eve];
    expect(fixAcl([entry('auth', 'whatever', 5)], ids)).toEqual([
      entry('digest', bob.id, 5),
      entry('digest', eve.id, 5),
    ]);
    expect(fixAcl([entry('auth', '')], [here])).toBeNull();
  });

  test('AC7 one bad entry spoils the list', () => {
    expect(fixAcl([entry('world', 'anyone'), entry('planet', 'mars')], [])).toBeNull();
  });

  test.each(['u:d', ':d', 'u:d:', 'u:d::'])('AC8 digest takes %j', (id) => {
    expect(fixAcl([entry('digest', id)], [])).toEqual([entry('digest', id)]);
  });

  test.each(['', 'u', 'u:', ':', 'u:d:e'])('AC8 digest refuses %j', (id) => {
    expect(fixAcl([entry('digest', id)], [])).toBeNull();
  });

  test.each([
    '1.2.3.4',
    '1.2.3.4/0',
    '1.2.3.4/32',
    '001.2.3.4',
    '::',
    '::1',
    '1::',
    '1:2:3:4:5:6:7:8',
    '::1/128',
  ])('AC8 ip takes %j', (id) => {
    expect(fixAcl([entry('ip', id)], [])).not.toBeNull();
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.x',
    '1.2.3.4/33',
    '1.2.3.4/',
    'host',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4::5:6:7:8',
    '12345::',
    '::g',
    ':::1',
    '::ffff:1.2.3.4',
  ])('AC8 ip refuses %j', (id) => {
    expect(fixAcl([entry('ip', id)], [])).toBeNull();
  });

  const all = new Set(['ip', 'digest', 'x509', 'sasl']);

  test.each(['CN=a', 'cn=a, O="b,c"', 'CN=a+OU=b', '1.2.3=#0102', 'OID.1.2=x', '', 'CN=a\\,b', 'CN='])(
    'AC8 x509 takes %j',
    (id) => {
      expect(fixAcl([entry('x509', id)], [], all)).not.toBeNull();
    },
  );

  test.each(['a', 'CN', 'XX=a', 'CN=a,', 'CN="a', '=a', 'CN=a,b'])('AC8 x509 refuses %j', (id) => {
    expect(fixAcl([entry('x509', id)], [], all)).toBeNull();
  });

  test('AC8 a long hostile x509 name is refused at once', () => {
    for (const id of [
      `CN=${' '.repeat(200_000)}"`,
      `CN=a${' '.repeat(200_000)}"`,
      `CN${' '.repeat(200_000)}"`,
    ]) {
      expect(fixAcl([entry('x509', id)], [], all)).toBeNull();
    }
  });

  test.each(['bob', 'bob@REALM', 'bob/host@REALM', 'a/b/c', ''])('AC8 sasl takes %j', (id) => {
    expect(fixAcl([entry('sasl', id)], [], all)).not.toBeNull();
  });

  test.each(['a@b@c', 'a/b/c@R'])('AC8 sasl refuses %j', (id) => {
    expect(fixAcl([entry('sasl', id)], [], all)).toBeNull();
  });

  test('AC8 a scheme that the server does not have is invalid', () => {
    expect(fixAcl([entry('x509', 'CN=a')], [])).toBeNull();
    expect(fixAcl([entry('digest', 'u:d')], [], new Set(['ip']))).toBeNull();
  });
});

describe('authenticate', () => {
  test('AC9 digest gives user and the SHA-1 of both, as Apache does', () => {
    expect(authenticate('digest', utf8.encode('super:test'), config)).toEqual([
      { scheme: 'digest', id: 'super:D/InIHSb7yEEbrWz8b9l71RjZJU=' },
    ]);
  });

  test('AC9 only the first colon ends the user', () => {
    expect(digestIdOf('a:b:c')).toMatch(/^a:[^:]+$/);
    expect(digestIdOf('alone')).toMatch(/^alone:[^:]+$/);
  });

  test('AC9 the configured digest adds super, first', () => {
    const superDigest = digestIdOf('super:test');
    const ids = authenticate('digest', utf8.encode('super:test'), { ...config, superDigest });
    expect(ids).toEqual([
      { scheme: 'super', id: '' },
      { scheme: 'digest', id: superDigest },
    ]);
    expect(authenticate('digest', utf8.encode('super:other'), { ...config, superDigest })).toHaveLength(1);
  });

  test('AC9 ip adds nothing and succeeds; other schemes and a missing packet fail', () => {
    expect(authenticate('ip', utf8.encode('1.2.3.4'), config)).toEqual([]);
    for (const scheme of ['world', 'auth', 'super', 'x509', 'sasl', 'planet']) {
      expect(authenticate(scheme, utf8.encode('a:b'), config)).toBeNull();
    }
    expect(authenticate('digest', null, config)).toBeNull();
    expect(authenticate('digest', utf8.encode('a:b'), { ...config, digestAuthEnabled: false })).toBeNull();
  });
});

describe('what others see of an id', () => {
  test('AC10 digests are hidden from who may not administer', () => {
    expect(maskAcl([entry('digest', 'bob:abc='), entry('ip', '::1'), entry('sasl', 'a:b')])).toEqual([
      entry('digest', 'bob:x'),
      entry('ip', '::1'),
      entry('sasl', 'a:b'),
    ]);
  });

  test('AC10 whoAmI shows the user of a digest', () => {
    expect([bob, here, { scheme: 'super', id: '' }].map(userOf)).toEqual(['bob', '10.1.2.3', '']);
  });
});
