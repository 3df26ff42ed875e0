import type { MemberAddress, Membership } from '../membership.ts';

/** What two members must agree on about a third. */
type ServerLine = Pick<MemberAddress, 'host' | 'quorumPort' | 'electionPort' | 'role'>;

export interface LineDifference {
  readonly sid: number;
  readonly theirs: string | null;
  readonly ours: string | null;
}

const LINE =
  /^server\.(\d{1,15})=(?:\[([^\]]+)\]|([^:|;]+)):(\d{1,5}):(\d{1,5})(?::(participant|observer))?(?:[|;].*)?$/;
const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::', '0:0:0:0:0:0:0:0']);

/**
 * The first difference between our list and another member's, as its configuration text tells; null when they agree,
 * or when the text is none. Client addresses are each member's own affair.
 */
export function firstDifference({ members }: Membership, text: string): LineDifference | null {
  const theirs = new Map<number, ServerLine>();
  for (const line of text.split('\n')) {
    const match = LINE.exec(line.trim());
    if (match === null) continue;
    const role = match[6] === 'observer' ? 'observer' : 'participant';
    const [quorumPort, electionPort] = [Number(match[4]), Number(match[5])];
    theirs.set(Number(match[1]), { host: match[2] ?? match[3] ?? '', quorumPort, electionPort, role });
  }
  if (theirs.size === 0) return null;
  const sids = [...new Set([...members.keys(), ...theirs.keys()])].sort((a, b) => a - b);
  for (const sid of sids) {
    const [one, other] = [theirs.get(sid) ?? null, members.get(sid) ?? null];
    if (one !== null && other !== null && isSame(one, other)) continue;
    return { sid, theirs: lineText(one), ours: lineText(other) };
  }
  return null;
}

function isSame(one: ServerLine, other: ServerLine): boolean {
  return (
    one.role === other.role &&
    one.quorumPort === other.quorumPort &&
    one.electionPort === other.electionPort &&
    mayBeSameHost(one.host, other.host)
  );
}

/** A machine has several names, and may call itself "everywhere": only what cannot be the same differs. */
function mayBeSameHost(one: string, other: string): boolean {
  if (one === other || EVERYWHERE.has(one) || EVERYWHERE.has(other)) return true;
  if (isAddress(one) !== isAddress(other)) return true;
  return !isAddress(one) && (one.startsWith(`${other}.`) || other.startsWith(`${one}.`));
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}

function lineText(line: ServerLine | null): string | null {
  if (line === null) return null;
  const host = line.host.includes(':') ? `[${line.host}]` : line.host;
  return `${host}:${line.quorumPort}:${line.electionPort}:${line.role}`;
}
