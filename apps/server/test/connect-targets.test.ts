import { expect, it } from 'vitest';
import { parseTargets, targetText } from '../src/connect-targets.ts';

it.each([
  ['zk1:2181', ['zk1:2181']],
  ['zk1:2181, zk2:2182,10.0.0.3:65535', ['zk1:2181', 'zk2:2182', '10.0.0.3:65535']],
  ['[::1]:2181,[fe80::2]:2181', ['[::1]:2181', '[fe80::2]:2181']],
])('reads %s', (text, names) => {
  expect(parseTargets(text).map(targetText)).toEqual(names);
});

it.each([
  ['', 'host:port is wanted'],
  ['zk1', 'host:port is wanted'],
  ['zk1:0', 'host:port is wanted'],
  ['zk1:65536', 'host:port is wanted'],
  ['zk1:2181,', 'host:port is wanted'],
  ['zk1:2181/chroot', 'host:port is wanted'],
  ['::1:2181', 'host:port is wanted'],
  ['zk1:2181,zk1:2181', 'named twice'],
  [Array.from({ length: 65 }, (_, at) => `zk${at}:2181`).join(','), '64 are the most'],
])('refuses %s', (text, message) => {
  expect(() => parseTargets(text)).toThrow(message);
});
