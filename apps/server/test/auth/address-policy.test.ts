import { createServer } from 'node:net';
import type { ReachResult } from '@vivarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedAddress, isDiallable, isOwnAddress, type Resolve } from '../../src/auth/address-policy.ts';
import { Asker } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';

/** An IPv4 address as resolvers and URL parsers of all kinds would take it. */
function spellingsOf(address: string): string[] {
  const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (value: number, width = 0) => value.toString(16).padStart(width, '0');
  const octal = (value: number, width = 0) => `0${value.toString(8).padStart(width, '0')}`;
  return [
    address,
    `${whole}`,
    `0x${hex(whole, 8)}`,
    `0X${hex(whole).toUpperCase()}`,
    octal(whole),
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    [a, b, c, d].map((part) => `0x${hex(part)}`).join('.'),
    [a, b, c, d].map((part) => octal(part)).join('.'),
    [a, b, c, d].map((part) => octal(part, 5)).join('.'),
    `0x${hex(a)}.${octal(b)}.${c}.${d}`,
    `${octal(a)}.${b}.${c * 256 + d}`,
    `${address}.`,
    `${whole + 2 ** 32}`,
    `${a + 256}.${b}.${c}.${d}`,
  ];
}

/** The same inside of IPv6, mapped, compatible, translated and tunnelled. */
function wrappingsOf(address: string): string[] {
  const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
  const group = (high: number, low: number) => (high * 256 + low).toString(16);
  const tail = `${group(a, b)}:${group(c, d)}`;
  return [
    `::ffff:${address}`,
    `::FFFF:${address}`,
    `::ffff:${tail}`,
    `0:0:0:0:0:ffff:${tail}`,
    `0000:0000:0000:0000:0000:ffff:${tail}`,
    `0:0:0:0:0:ffff:${address}`,
    `::${tail}`,
    `::${address}`,
    `::ffff:0:${tail}`,
    `64:ff9b::${tail}`,
    `0064:ff9b::${address}`,
    `64:ff9b:1::${tail}`,
    `2002:${tail}::`,
    `2002:${tail}::1`,
    `2001::${tail}`,
    `2001:0:${tail}::`,
  ];
}

const METADATA = ['169.254.169.254', '100.100.100.200', '168.63.129.16'];
const NOBODY = ['0.0.0.0', '0.1.2.3', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'];
const LINKS = ['169.254.0.1', '169.254.255.255'];
const REFUSED6 = [
  '::',
  '0:0:0:0:0:0:0:0',
  '0::0',
  'fe80::1',
  'FE80::1',
  'fe80::a9fe:a9fe',
  'fe80::1%1',
  'febf::1',
  'fec0::1',
  'ff02::1',
  'ff05::2',
  'ff0e::1%1',
  'fd00:ec2::254',
  'fd00:0ec2:0:0:0:0:0:254',
  'fd20:ce::254',
];
/** 11 addresses in 31 forms each, and those of IPv6 alone. */
const FORBIDDEN = [
  ...[...METADATA, ...NOBODY, ...LINKS].flatMap((each) => [...spellingsOf(each), ...wrappingsOf(each)]),
  ...REFUSED6,
];

describe('addresses that are never dialled', () => {
  it(`are refused in each of ${FORBIDDEN.length} spellings`, async () => {
    expect(new Set(FORBIDDEN).size).toBeGreaterThanOrEqual(200);
    for (const host of FORBIDDEN) expect([host, await checkedAddress(host, 2181, [])]).toEqual([host, null]);
  });

  it('leave those that are in use', () => {
    const used = ['10.1.2.3', '192.168.0.1', '172.16.9.9', '127.0.0.1', '8.8.8.8', '::1', '0:0:0:0:0:0:0:1'];
    for (const host of [...used, '2001:db8::1', 'fd12:3456::1', '::ffff:10.0.0.1', '::ffff:a00:1'])
      expect([host, isDiallable(host)]).toEqual([host, true]);
  });

  it('are not reached by a name that leads there as well, nor by one that leads elsewhere the next time', async () => {
    const leads =
      (...addresses: string[]): Resolve =>
      async () =>
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    expect(await checkedAddress('zk.test', 2181, [], leads('10.0.0.1', '169.254.169.254'))).toBeNull();
    expect(await checkedAddress('zk.test', 2181, [], leads('10.0.0.1', 'fe80::1%2'))).toBeNull();
    expect(await checkedAddress('zk.test', 2181, [], leads())).toBeNull();
    let asked = 0;
    const rebinding: Resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '10.0.0.1' : '169.254.169.254', family: 4 }];
    };
    const checked = await checkedAddress('zk.test', 2181, [], rebinding);
    expect([checked, asked]).toEqual([{ address: '10.0.0.1', family: 4 }, 1]);
  });
});

describe('our own port', () => {
  let page: TestDashboard;
  let asker: Asker;

  beforeAll(async () => {
    page = await startTestDashboard();
    asker = await Asker.enter(page);
  });
  afterAll(() => page.close());

  const reach = async (hosts: string) => {
    const sent = await asker.post('/api/connections/reach', { hosts });
    return sent.status === 200 ? sent.json<ReachResult>().hosts.map(({ steps }) => steps) : sent.status;
  };

  it('is not dialled under any name of this machine', async () => {
    const { port } = page.serving;
    for (const host of [
      '127.0.0.1',
      '127.1.2.3',
      '::1',
      '0:0:0:0:0:0:0:1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
    ])
      expect([host, isOwnAddress(host), await checkedAddress(host, port, [port])]).toEqual([
        host,
        true,
        null,
      ]);
    expect(await checkedAddress('127.0.0.1', port + 1, [port])).not.toBeNull();
    const [steps] = (await reach(`localhost:${port}`)) as { step: string; ok: boolean }[][];
    expect(steps).toMatchObject([{ step: 'resolve', ok: false }]);
  });

  it('and a trap behind forbidden spellings are never connected to', async () => {
    let connections = 0;
    const trap = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => trap.listen(0, resolve));
    const { port } = trap.address() as { port: number };
    // Each of these leads to this machine for somebody's parser.
    const hosts = ['0.0.0.0', '0', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '017700000001'];
    const bracketed = ['::', '0:0:0:0:0:0:0:0', '::7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::'];
    const all = [...hosts, ...bracketed.map((each) => `[${each}]`)].map((host) => `${host}:${port}`);
    const steps = (await reach(all.join(','))) as { step: string; ok: boolean }[][];
    expect(steps).toHaveLength(all.length);
    for (const each of steps) expect(each).toMatchObject([{ step: 'resolve', ok: false }]);
    expect(connections).toBe(0);
    await new Promise((resolve) => trap.close(resolve));
  });
});
