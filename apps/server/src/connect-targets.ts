const PORT_MAX = 65_535;
const TARGETS_MAX = 64;

/** A server that runs already. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `host:port,[::1]:port,…`, each server once.
 *
 * @throws TypeError that names what cannot be read
 */
export function parseTargets(text: string): Target[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > TARGETS_MAX)
    throw new TypeError(`connect to ${parts.length} servers: ${TARGETS_MAX} are the most`);
  const targets = parts.map(parseTarget);
  const names = new Set(targets.map(targetText));
  if (names.size < targets.length) throw new TypeError(`connect to ${text}: a server is named twice`);
  return targets;
}

function parseTarget(text: string): Target {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:,/\s]+)):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || port < 1 || port > PORT_MAX) {
    throw new TypeError(`connect to ${text}: host:port is wanted, several with commas between them`);
  }
  return { host, port };
}

export function targetText({ host, port }: Target): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
