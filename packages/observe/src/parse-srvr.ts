import type { MemberStatus, Mode } from '@vivarium/timeline';

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly cause: string };

const MODES: readonly Mode[] = ['leader', 'follower', 'observer', 'standalone', 'read-only', 'looking'];
/** "Zookeeper version: …" of Apache and ours; other servers of the protocol put their own name before it. */
const VERSION = /^[\w ]+ version: (.+)$/;
const LATENCY = /^(-?\d+)\/(-?\d+(?:\.\d+)?)\/(-?\d+)$/;
const MAX_LINES = 100;

/**
 * Reads the answer to `srvr` as Apache 3.4 to 3.9 and Vivarium write it. Lines that we do not know are
 * skipped (each version adds some); a line that is missing or has no number where one belongs is an error
 * that names it: a zero that nobody sent would be a lie.
 */
export function parseSrvr(text: string): Parsed<MemberStatus> {
  const lines = text.split(/\r?\n/, MAX_LINES);
  const version = VERSION.exec(lines[0] ?? '')?.[1];
  if (version === undefined) return { ok: false, cause: 'the answer to srvr does not start with a version' };
  const fields = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(': ');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2).trim());
  }
  const latency = LATENCY.exec(fields.get('Latency min/avg/max') ?? '');
  if (latency === null) return missing('Latency min/avg/max');
  const zxid = parseZxid(fields.get('Zxid') ?? '');
  if (zxid === null) return missing('Zxid');
  const mode = MODES.find((each) => each === fields.get('Mode'));
  if (mode === undefined) return missing('Mode');
  const counts: number[] = [];
  for (const name of ['Received', 'Sent', 'Connections', 'Outstanding', 'Node count']) {
    const digits = fields.get(name) ?? '';
    if (!/^-?\d{1,19}$/.test(digits)) return missing(name);
    counts.push(Number(digits));
  }
  const [received, sent, connections, outstanding, nodeCount] = counts as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [min, avg, max] = latency.slice(1).map(Number) as [number, number, number];
  const latencyMs = { min, avg, max };
  const value = { version, mode, zxid, latencyMs, received, sent, connections, outstanding, nodeCount };
  return { ok: true, value };
}

function missing(name: string): { readonly ok: false; readonly cause: string } {
  return { ok: false, cause: `the answer to srvr has no readable line "${name}"` };
}

/** Hex of 64 bits in two's complement; null for anything else. */
function parseZxid(text: string): number | null {
  if (!/^0x[0-9a-fA-F]{1,16}$/.test(text)) return null;
  return Number(BigInt.asIntN(64, BigInt(text)));
}
