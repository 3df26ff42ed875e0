import type { QuorumView } from '@vivarium/engine';
import { hex64 } from '@vivarium/jute';
import { javaSocketAddress } from '../net/address.ts';
import type { MemberPort } from '../server/member-port.ts';
import { javaDate } from './java-text.ts';

/** Apache's period for connections that may go stale, ms. */
const CONNECTION_PERIOD_MS = 10_000;

interface Clocks {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Sessions by the bucket in which they expire, ephemerals by session, connections by the time they go stale. */
export function dump(member: MemberPort, now: Clocks, quorum: QuorumView | null): string {
  const owners = member.ephemerals();
  const ephemerals = [...owners].map(
    ([owner, paths]) => `${hex64(owner)}:\n${paths.map((path) => `\t${path}\n`).join('')}`,
  );
  return [
    'SessionTracker dump:\n',
    // A learner does not know when sessions expire.
    quorum !== null && quorum.leading === null ? globalSessions(member) : sessionSets(member, now),
    `ephemeral nodes dump:\nSessions with Ephemerals (${owners.size}):\n`,
    ...ephemerals,
    'Connections dump:\nConnections ',
    buckets(connectionExpiries(member, now), now),
  ].join('');
}

function sessionSets(member: MemberPort, now: Clocks): string {
  const expiring = member.sessionViews().map(({ expiresMs, id }) => ({ expiresMs, text: hex64(id) }));
  return `Session ${buckets(expiring, now)}`;
}

function globalSessions(member: MemberPort): string {
  const sessions = member.sessionViews().sort((a, b) => (a.id < b.id ? -1 : 1));
  const lines = sessions.map(({ id, timeoutMs }) => `${hex64(id)}\t${timeoutMs}ms\n`);
  return `Global Sessions(${sessions.length}):\n${lines.join('')}`;
}

interface Expiring {
  readonly expiresMs: number;
  readonly text: string;
}

function connectionExpiries(member: MemberPort, now: Clocks): Expiring[] {
  return member.connectionViews().map((connection) => {
    const { session, address, port } = connection;
    const sinceMs =
      session === null ? now.monotonicMs - (now.wallMs - connection.establishedMs) : session.lastResponseMs;
    const stale = sinceMs + (session?.timeoutMs ?? CONNECTION_PERIOD_MS);
    return {
      expiresMs: (Math.floor(stale / CONNECTION_PERIOD_MS) + 1) * CONNECTION_PERIOD_MS,
      text: `ip: ${javaSocketAddress(address, port)} sessionId: ${hex64(session?.id ?? 0n)}`,
    };
  });
}

/** `Sets (buckets)/(members):` and each bucket with its date. */
function buckets(members: readonly Expiring[], now: Clocks): string {
  const byTime = new Map<number, string[]>();
  for (const { expiresMs, text } of members) {
    const bucket = byTime.get(expiresMs) ?? [];
    byTime.set(expiresMs, bucket);
    bucket.push(text);
  }
  const lines = [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([expiresMs, texts]) => {
      const date = javaDate(now.wallMs + expiresMs - now.monotonicMs);
      return `${texts.length} expire at ${date}:\n${texts.map((text) => `\t${text}\n`).join('')}`;
    });
  return `Sets (${byTime.size})/(${members.length}):\n${lines.join('')}`;
}
