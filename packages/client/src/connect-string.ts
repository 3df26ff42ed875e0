import type { Endpoint } from './machine/host-list.ts';

export const DEFAULT_CLIENT_PORT = 2181;

export interface ConnectString {
  readonly hosts: readonly Endpoint[];
  /** "" for none, else "/a/b": the root of every path of this client. */
  readonly chroot: string;
}

/**
 * Reads `host:port,host,[::1]:2181/chroot`; the port is 2181 when missing. Throws a TypeError that names
 * the part which cannot be read.
 */
export function parseConnectString(text: string): ConnectString {
  const slash = text.indexOf('/');
  const chroot = slash < 0 ? '' : text.slice(slash).replace(/\/$/, '');
  if (chroot !== '') checkChroot(chroot);
  const parts = (slash < 0 ? text : text.slice(0, slash)).split(',').map((part) => part.trim());
  const hosts = parts.filter((part) => part !== '').map(parseHost);
  if (hosts.length === 0) throw new TypeError(`the connect string "${text}" names no server`);
  return { hosts, chroot };
}

function checkChroot(chroot: string): void {
  for (const component of chroot.slice(1).split('/')) {
    if (component === '' || component === '.' || component === '..') {
      throw new TypeError(`the chroot "${chroot}" is not a valid path`);
    }
  }
}

function parseHost(part: string): Endpoint {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(part);
  const plain = /^([^:[\]\s]+)(?::(\d+))?$/.exec(part);
  const found = bracketed ?? plain;
  if (found !== null) return { host: found[1] as string, port: parsePort(found[2], part) };
  // A bare IPv6 address has colons of its own, so it can carry no port.
  if (/^[0-9a-fA-F:.%]+$/.test(part) && part.includes('::')) return { host: part, port: DEFAULT_CLIENT_PORT };
  throw new TypeError(`"${part}" is not host:port (an IPv6 address with a port stands in brackets)`);
}

function parsePort(digits: string | undefined, part: string): number {
  if (digits === undefined) return DEFAULT_CLIENT_PORT;
  const port = Number(digits);
  if (port < 1 || port > 65_535) throw new TypeError(`"${part}" has a port outside 1 to 65535`);
  return port;
}

/** The path as the server knows it. */
export function withChroot(chroot: string, path: string): string {
  if (chroot === '') return path;
  return path === '/' ? chroot : chroot + path;
}

/** Whether the server's path is the chroot or below it: beside /app there may be /apple. */
export function isWithin(chroot: string, path: string): boolean {
  return (
    path.startsWith(chroot) && (path.length === chroot.length || chroot === '' || path[chroot.length] === '/')
  );
}

/** The server's path as the caller knows it; one outside of the chroot, such as the configuration's, as it is. */
export function withoutChroot(chroot: string, path: string): string {
  if (chroot === '' || !isWithin(chroot, path)) return path;
  return path.length === chroot.length ? '/' : path.slice(chroot.length);
}
