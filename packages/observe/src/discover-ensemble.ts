import { type MemberAddress, readMembership } from '@vivarium/engine';
import type { Ask, Where } from './four-letter-word.ts';

/** Who forms an ensemble that runs already, and which of the servers that we were told of is which. */
export interface Discovery {
  /** By server id; empty when nothing tells. */
  readonly members: ReadonlyMap<number, MemberAddress>;
  /** The server id of each server we were told of, in their order; null where nothing tells. */
  readonly sids: readonly (number | null)[];
  /** What is missing and what would help, in words; null when everything is known. */
  readonly cause: string | null;
}

export interface DiscoveryOptions {
  readonly targets: readonly Where[];
  readonly ask: Ask;
  /** The text of /zookeeper/config over a connection of ours; null when it cannot be had. */
  readonly config: () => Promise<string | null>;
}

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::', '']);
const HERE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Learns the ports of the members from /zookeeper/config, which anyone may read, and from `conf` where it is allowed. A
 * configuration names clients' ports only where its server lines give them; else `conf` tells who is who, or that each
 * member has a host of its own.
 */
export async function discoverEnsemble({ targets, ask, config }: DiscoveryOptions): Promise<Discovery> {
  const answers = await Promise.all(targets.map((target) => ask(target, 'conf')));
  const texts = answers.map((answer) => (answer.outcome === 'text' ? answer.text : ''));
  const told = texts.find((text) => /^server\.\d+=/m.test(text));
  const { members } = readMembership(told ?? (await config()) ?? '');
  const list = [...members.values()];
  const found = targets.map(
    (target, at) => sidOf(texts[at] ?? '') ?? bySocket(list, target) ?? byHost(list, targets, target),
  );
  const sids = withLast(found, list);
  if (members.size === 0) {
    return {
      members,
      sids,
      cause: 'the servers tell no configuration: they run by themselves, or do not answer yet',
    };
  }
  if (sids.every((sid) => sid !== null)) return { members, sids, cause: null };
  const unknown = targets.filter((_, at) => sids[at] === null).map(({ host, port }) => `${host}:${port}`);
  const cause =
    `nothing tells which server id ${unknown.join(', ')} has: add conf to 4lw.commands.whitelist, or the client ` +
    'port to the server lines of zoo.cfg';
  return { members, sids, cause };
}

/** Where every member but one is known, the last server is the last member. */
function withLast(sids: readonly (number | null)[], list: readonly MemberAddress[]): (number | null)[] {
  const left = list.filter(({ sid }) => !sids.includes(sid));
  const isLast = sids.length === list.length && left.length === 1;
  return sids.map((sid) => sid ?? (isLast ? (left[0]?.sid ?? null) : null));
}

function sidOf(conf: string): number | null {
  const match = /^serverId=(\d{1,15})$/m.exec(conf);
  // A server by itself says 0.
  return match === null || match[1] === '0' ? null : Number(match[1]);
}

function bySocket(list: readonly MemberAddress[], { host, port }: Where): number | null {
  const found = list.filter(({ client, host: own }) => {
    if (client === null || client.port !== port) return false;
    return isSame(EVERYWHERE.has(client.host) ? own : client.host, host);
  });
  return found.length === 1 ? (found[0]?.sid ?? null) : null;
}

function byHost(list: readonly MemberAddress[], targets: readonly Where[], { host }: Where): number | null {
  const found = list.filter((member) => isSame(member.host, host));
  const isAlone = targets.filter((other) => isSame(other.host, host)).length === 1;
  return found.length === 1 && isAlone ? (found[0]?.sid ?? null) : null;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() || (HERE.has(one) && HERE.has(other));
}
