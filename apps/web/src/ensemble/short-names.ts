/** `host:port`, as servers are called that were named by their address alone. */
const ADDRESS = /^(.+):(\d+)$/;

/**
 * What tells members apart, for a drawing that has no room for more: of addresses the port where they share the host,
 * else the host without the domain that they share. Other names stay as they are.
 */
export function shortNames(names: readonly string[]): string[] {
  const parts = names.map((name) => ADDRESS.exec(name));
  if (parts.length < 2 || parts.some((part) => part === null)) return [...names];
  const hosts = parts.map((part) => part?.[1] ?? '');
  const ports = parts.map((part) => part?.[2] ?? '');
  if (new Set(hosts).size === 1) return ports.map((port) => `:${port}`);
  const heads = hosts.map((host) => (/^[\d.]+$|:/.test(host) ? host : (host.split('.')[0] ?? host)));
  const short = new Set(heads).size === heads.length ? heads : hosts;
  const isPortAlike = new Set(ports).size === 1;
  return isPortAlike && new Set(short).size === short.length
    ? short
    : short.map((host, at) => `${host}:${ports[at]}`);
}
