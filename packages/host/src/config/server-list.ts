import { ConfigError } from './config-error.ts';
import type { Setting } from './settings.ts';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** One `server.N` line. */
export interface ServerLine {
  readonly sid: number;
  readonly role: 'participant' | 'observer';
  /** Several only with multiAddress.enabled. */
  readonly addresses: readonly {
    readonly host: string;
    readonly quorum: number;
    readonly election: number;
  }[];
  /** After the semicolon, if there. */
  readonly client: HostPort | null;
}

export interface ServerList {
  readonly servers: readonly ServerLine[];
  readonly voters: readonly ServerLine[];
  readonly observers: readonly ServerLine[];
  /** group.G and weight.N: the weight of each member of each group; null for a plain majority. */
  readonly groups: ReadonlyMap<number, ReadonlyMap<number, number>> | null;
}

const SHAPE = 'server.N=host:quorumPort:electionPort[:participant|observer][;[clientHost:]clientPort]';

/**
 * Reads `server.N`, `group.G` and `weight.N` lines as Apache's QuorumServer and verifiers do.
 *
 * @throws ConfigError
 */
export function readServerList(lines: readonly [string, Setting][], multiAddress: boolean): ServerList {
  const servers: ServerLine[] = [];
  const groups = new Map<number, number>();
  const weights = new Map<number, number>();
  for (const [key, setting] of lines) {
    if (key.startsWith('group.')) readGroup(key, setting, groups);
    if (!key.startsWith('server.')) continue;
    const server = readServerLine(key, setting, multiAddress);
    if (servers.some(({ sid }) => sid === server.sid))
      throw wrong(key, setting, `there is another line for server ${server.sid}`);
    servers.push(server);
  }
  const listed = new Set(servers.map((server) => server.sid));
  for (const [key, setting] of lines) {
    if (!key.startsWith('weight.')) continue;
    const sid = readWeight(key, setting);
    if (!listed.has(sid)) throw wrong(key, setting, `there is no server.${sid}`);
    weights.set(sid, Number(setting.value));
  }
  const voters = servers.filter((server) => server.role === 'participant');
  const isHierarchical = groups.size > 0 || weights.size > 0;
  if (isHierarchical) {
    const outside = voters.find((voter) => !groups.has(voter.sid));
    if (outside !== undefined)
      throw new ConfigError(
        `server.${outside.sid} is in no group: with group lines every voter must be in one`,
      );
  }
  return {
    servers,
    voters,
    observers: servers.filter((server) => server.role === 'observer'),
    groups: isHierarchical ? weightsByGroup(groups, weights) : null,
  };
}

/** A member without a weight line weighs 1. */
function weightsByGroup(
  groups: ReadonlyMap<number, number>,
  weights: ReadonlyMap<number, number>,
): Map<number, Map<number, number>> {
  const byGroup = new Map<number, Map<number, number>>();
  for (const [sid, group] of groups) {
    const members = byGroup.get(group) ?? new Map<number, number>();
    byGroup.set(group, members.set(sid, weights.get(sid) ?? 1));
  }
  return byGroup;
}

function readServerLine(key: string, setting: Setting, multiAddress: boolean): ServerLine {
  const fail = (why: string) => wrong(key, setting, why);
  const sid = readSid(key, setting);
  const [servers, client, ...more] = setting.value.split(';');
  if (more.length > 0) throw fail(`${SHAPE} is allowed`);
  const parts = servers!.split('|').map((address) => {
    const fields = splitAddress(address.trim());
    if (fields.length < 3 || fields.length > 4) throw fail(`${SHAPE} is allowed`);
    const quorum = readPort(fields[1]!);
    const election = readPort(fields[2]!);
    if (quorum === null || election === null) throw fail('ports are whole numbers from 0 to 65535');
    if (quorum === election) throw fail('the quorum port and the election port must differ');
    return { host: fields[0]!, quorum, election, role: fields[3]?.toLowerCase() };
  });
  if (parts.length > 1 && !multiAddress) throw fail('several addresses need multiAddress.enabled=true');
  const roles = new Set(parts.map((part) => part.role).filter((role) => role !== undefined));
  if (roles.size > 1) throw fail('all addresses of a server must have the same role');
  const role = [...roles][0] ?? 'participant';
  if (role !== 'participant' && role !== 'observer')
    throw fail(`the role "${role}" is neither participant nor observer`);
  const addresses = parts.map(({ host, quorum, election }) => ({ host, quorum, election }));
  return { sid, role, addresses, client: client === undefined ? null : readClientAddress(client, fail) };
}

function readClientAddress(text: string, fail: (why: string) => ConfigError): HostPort {
  const fields = splitAddress(text.trim());
  const port = readPort(fields.at(-1) ?? '');
  if (fields.length > 2 || port === null) throw fail('after ";" [host:]port is allowed');
  return { host: fields.length === 2 ? fields[0]! : '0.0.0.0', port };
}

function readGroup(key: string, setting: Setting, groups: Map<number, number>): void {
  const group = readSid(key, setting);
  for (const item of setting.value.split(':')) {
    if (!/^[0-9]+$/.test(item.trim())) throw wrong(key, setting, 'server ids joined by ":" are allowed');
    const sid = Number(item);
    if (groups.has(sid)) throw wrong(key, setting, `server ${sid} is in more than one group`);
    groups.set(sid, group);
  }
}

function readWeight(key: string, setting: Setting): number {
  if (!/^[0-9]+$/.test(setting.value)) throw wrong(key, setting, 'a whole number from 0 is allowed');
  return readSid(key, setting);
}

function readSid(key: string, setting: Setting): number {
  const text = key.slice(key.indexOf('.') + 1);
  if (!/^[0-9]{1,15}$/.test(text)) throw wrong(key, setting, 'the key must end in a whole number');
  return Number(text);
}

function readPort(text: string): number | null {
  return /^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}

/** Splits at colons; an IPv6 address stands in brackets, which are taken off. */
function splitAddress(text: string): string[] {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed === null) return text.split(':');
  return [bracketed[1]!, ...(bracketed[2]?.split(':') ?? [])];
}

function wrong(key: string, setting: Setting, why: string): ConfigError {
  return new ConfigError(`${setting.place}: ${key}=${setting.value}: ${why}`);
}
