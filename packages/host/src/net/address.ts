import { isIPv6 } from 'node:net';

/** An IPv4 address that a dual-stack socket shows as IPv6, as IPv4; zone ids taken off. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address);
  return mapped?.[1] ?? address.replace(/%.*$/, '');
}

/** `/127.0.0.1:2181`, and IPv6 as eight groups in brackets: the way Java prints a socket address. */
export function javaSocketAddress(address: string, port: number): string {
  return isIPv6(address) ? `/[${eightGroups(address)}]:${port}` : `/${address}:${port}`;
}

function eightGroups(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : new Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
