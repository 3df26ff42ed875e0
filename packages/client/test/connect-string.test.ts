import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, parseConnectString, withChroot, withoutChroot } from '../src/connect-string.ts';

describe('parseConnectString', () => {
  it.each([
    ['zk1', [{ host: 'zk1', port: 2181 }], ''],
    [
      'zk1:2182, zk2:2183',
      [
        { host: 'zk1', port: 2182 },
        { host: 'zk2', port: 2183 },
      ],
      '',
    ],
    [
      '[::1]:2182,[fe80::1%lo],::1',
      [
        { host: '::1', port: 2182 },
        { host: 'fe80::1%lo', port: 2181 },
        { host: '::1', port: 2181 },
      ],
      '',
    ],
    ['zk1:2181,/a/b', [{ host: 'zk1', port: 2181 }], '/a/b'],
    ['zk1/a/', [{ host: 'zk1', port: 2181 }], '/a'],
    ['zk1/', [{ host: 'zk1', port: 2181 }], ''],
  ])('reads %s', (text, hosts, chroot) => {
    expect(parseConnectString(text)).toEqual({ hosts, chroot });
  });

  it.each([
    '',
    '/a',
    ',',
    'zk1:0',
    'zk1:65536',
    'zk1:x',
    'zk1:',
    'a b',
    '[::1',
    'zk1//a',
    'zk1/a/../b',
    'zk1/./a',
  ])('refuses "%s" and says which part is wrong', (text) => {
    expect(() => parseConnectString(text)).toThrow(TypeError);
  });

  it('takes a chroot off its own paths only', () => {
    expect(withoutChroot('/app', '/app')).toBe('/');
    expect(withoutChroot('/app', '/app/a')).toBe('/a');
    expect(withoutChroot('/app', '/apple')).toBe('/apple');
    expect(withoutChroot('/zoo', '/zookeeper/config')).toBe('/zookeeper/config');
    expect(['/app', '/app/a', '/apple', '/'].map((path) => isWithin('/app', path))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isWithin('', '/a')).toBe(true);
  });

  it('reads back every list of hosts and ports', () => {
    const host = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/);
    const endpoint = fc.record({ host, port: fc.integer({ min: 1, max: 65_535 }) });
    fc.assert(
      fc.property(fc.array(endpoint, { minLength: 1, maxLength: 9 }), (hosts) => {
        const text = hosts.map(({ host, port }) => `${host}:${port}`).join(',');
        expect(parseConnectString(`${text}/root`)).toEqual({ hosts, chroot: '/root' });
      }),
    );
  });

  it('never fails but with a TypeError', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseConnectString(text);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
        }
      }),
    );
  });
});

describe('the chroot', () => {
  it('is taken off as it was put on', () => {
    const path = fc
      .array(fc.stringMatching(/^[a-z]{1,5}$/), { maxLength: 4 })
      .map((names) => `/${names.join('/')}`);
    fc.assert(
      fc.property(path, fc.constantFrom('', '/a', '/a/b'), (at, chroot) => {
        expect(withoutChroot(chroot, withChroot(chroot, at))).toBe(at);
      }),
    );
  });
});
