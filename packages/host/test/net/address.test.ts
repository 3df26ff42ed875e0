import { expect, it } from 'vitest';
import { javaSocketAddress, plainAddress } from '../../src/net/address.ts';

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['::1', '::1'],
  ['fe80::1%eth0', 'fe80::1'],
])('shows %s plainly as %s', (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});

it.each([
  ['127.0.0.1', '/127.0.0.1:1'],
  ['::1', '/[0:0:0:0:0:0:0:1]:1'],
  ['::', '/[0:0:0:0:0:0:0:0]:1'],
  ['2001:db8::0:7', '/[2001:db8:0:0:0:0:0:7]:1'],
  ['fe80::', '/[fe80:0:0:0:0:0:0:0]:1'],
])('prints %s as Java does: %s', (address, printed) => {
  expect(javaSocketAddress(address, 1)).toBe(printed);
});
