import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EnsembleLinks, type PeerPorts } from './ensemble-links.ts';
import { fourLetterWord } from './four-letter-word.ts';
import { freePort } from './free-port.ts';
import { prepareServer, type RunningServer } from './server.ts';
import type { ServerKind } from './server-command.ts';
import { freshDirectory } from './work-directory.ts';

export interface EnsembleOptions {
  /** The voters; the first has sid 1. */
  readonly members: readonly ServerKind[];
  /** Their sids follow those of the voters. */
  readonly observers?: readonly ServerKind[];
  readonly tickTimeMs?: number;
  /** Further zoo.cfg lines of every member. */
  readonly config?: Readonly<Record<string, string>>;
  /** The members reach each other through proxies (`links`), so that links can be cut, stalled and delayed. */
  readonly proxied?: boolean;
  /** Begins the names of the members' directories; only for the reader. */
  readonly label?: string;
}

/** What `srvr` says after "Mode:"; undefined while a member serves nobody or does not run. */
export type Mode = 'leader' | 'follower' | 'observer' | 'standalone' | 'read-only';

export interface EnsembleMember {
  readonly sid: number;
  readonly kind: ServerKind;
  readonly isObserver: boolean;
  readonly server: RunningServer;
  mode(): Promise<Mode | undefined>;
  /** Resolves with its mode as soon as `srvr` names one; rejects with the end of its log when that is late. */
  untilServing(timeoutMs?: number): Promise<Mode>;
  /** Removes its transactions and snapshots and leaves its myid: it comes back with an empty disk. */
  wipe(): void;
}

/** Three to five JVMs on two cores: they need to start soon, not to be fast in an hour. */
const env = { JAVA_TOOL_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m' };
const servingTimeoutMs = 60_000;
const pollMs = 10;
const patienceMs = 1_000;

/**
 * Starts an ensemble on loopback, and resolves when every member serves. The voter with the largest sid leads at first: it
 * is in the first quorum that is started, and all disks are empty. Everything is ended when one does not serve in time.
 */
export async function startEnsemble(options: EnsembleOptions): Promise<Ensemble> {
  const ensemble = await prepareEnsemble(options);
  const { voters, observers } = ensemble;
  const bare = (voters.length >> 1) + 1;
  const first = [...voters.slice(0, bare - 1), ...voters.slice(-1)];
  const rest = voters.filter((member) => !first.includes(member));
  try {
    for (const some of [first, [...rest, ...observers]]) {
      for (const member of some) member.server.launch();
      await Promise.all(some.map((member) => member.untilServing()));
    }
  } catch (error) {
    await ensemble.end();
    throw error;
  }
  return ensemble;
}

/** Writes the configuration of every member, and starts none. */
export async function prepareEnsemble(options: EnsembleOptions): Promise<Ensemble> {
  const kinds = [...options.members, ...(options.observers ?? [])];
  const ports = new Map<number, PeerPorts>();
  for (const index of kinds.keys()) {
    ports.set(index + 1, { quorum: await freePort(), election: await freePort() });
  }
  const links = options.proxied === true ? await EnsembleLinks.open(ports) : undefined;
  const members: EnsembleMember[] = [];
  for (const [index, kind] of kinds.entries()) {
    const sid = index + 1;
    const isObserver = index >= options.members.length;
    const dir = freshDirectory(`${options.label ?? 'ensemble'}-${sid}-${kind}`);
    const config: Record<string, string> = {
      tickTime: String(options.tickTimeMs ?? 1_000),
      initLimit: '20',
      syncLimit: '5',
      ...(isObserver ? { peerType: 'observer' } : {}),
      ...options.config,
    };
    for (const [other, real] of ports) {
      const { quorum, election } = links === undefined || other === sid ? real : links.portsFor(sid, other);
      const role = other > options.members.length ? ':observer' : '';
      config[`server.${other}`] = `127.0.0.1:${quorum}:${election}${role}`;
    }
    const server = await prepareServer({ kind, dir, config, env });
    writeFileSync(join(server.dataDir, 'myid'), `${sid}\n`);
    members.push(new Member(sid, isObserver, server));
  }
  return new Ensemble(members, links);
}

export class Ensemble {
  /** Voters by sid, then observers. */
  readonly members: readonly EnsembleMember[];
  /** Present when the ensemble was asked for `proxied`. */
  readonly links: EnsembleLinks | undefined;

  constructor(members: readonly EnsembleMember[], links: EnsembleLinks | undefined) {
    this.members = members;
    this.links = links;
  }

  get voters(): readonly EnsembleMember[] {
    return this.members.filter((member) => !member.isObserver);
  }

  get observers(): readonly EnsembleMember[] {
    return this.members.filter((member) => member.isObserver);
  }

  /** The connect string with every member in it. */
  get address(): string {
    return this.members.map((member) => member.server.address).join(',');
  }

  member(sid: number): EnsembleMember {
    return this.members[sid - 1]!;
  }

  /** Each member's mode by sid. */
  async modes(): Promise<Map<number, Mode | undefined>> {
    const modes = await Promise.all(this.members.map((member) => member.mode()));
    return new Map(this.members.map((member, index) => [member.sid, modes[index]]));
  }

  /** The member that says that it leads, when exactly one does. */
  async leader(): Promise<EnsembleMember | undefined> {
    const modes = await this.modes();
    const leaders = this.members.filter((member) => modes.get(member.sid) === 'leader');
    return leaders.length === 1 ? leaders[0] : undefined;
  }

  /** Resolves as soon as exactly one member leads. */
  async untilLed(timeoutMs = servingTimeoutMs): Promise<EnsembleMember> {
    const started = performance.now();
    for (;;) {
      const leader = await this.leader();
      if (leader !== undefined) return leader;
      if (performance.now() - started > timeoutMs) {
        throw new Error(`no leader in ${timeoutMs} ms: ${await this.describe()}`);
      }
      await delay(pollMs);
    }
  }

  async untilServing(timeoutMs = servingTimeoutMs): Promise<void> {
    await Promise.all(this.members.map((member) => member.untilServing(timeoutMs)));
  }

  /** One line for a reader: sid, kind and mode of each. */
  async describe(): Promise<string> {
    const modes = await this.modes();
    return this.members
      .map(({ sid, kind, server }) => {
        const mode = server.pid === undefined ? 'down' : (modes.get(sid) ?? 'not serving');
        return `${sid} ${kind} ${mode}`;
      })
      .join(', ');
  }

  /** Kills every process that still runs; paused ones too. */
  async end(): Promise<void> {
    await Promise.all(this.members.map((member) => member.server.kill()));
    await this.links?.close();
  }
}

class Member implements EnsembleMember {
  readonly sid: number;
  readonly isObserver: boolean;
  readonly server: RunningServer;

  constructor(sid: number, isObserver: boolean, server: RunningServer) {
    this.sid = sid;
    this.isObserver = isObserver;
    this.server = server;
  }

  get kind(): ServerKind {
    return this.server.kind;
  }

  async mode(): Promise<Mode | undefined> {
    try {
      const answer = await fourLetterWord(this.server.port, 'srvr', patienceMs);
      return /^Mode: (\S+)/m.exec(answer)?.[1] as Mode | undefined;
    } catch {
      return undefined;
    }
  }

  async untilServing(timeoutMs = servingTimeoutMs): Promise<Mode> {
    const started = performance.now();
    for (;;) {
      const mode = await this.mode();
      if (mode !== undefined) return mode;
      const isLate = performance.now() - started > timeoutMs;
      if (isLate || this.server.pid === undefined) {
        const what = isLate ? `does not serve after ${timeoutMs} ms` : 'has ended';
        throw new Error(`member ${this.sid} (${this.kind}) ${what}\n${lastLines(this.server.logs(), 60)}`);
      }
      // There is no event to wait for: readiness shows only in the answer to a connection.
      await delay(pollMs);
    }
  }

  wipe(): void {
    if (this.server.pid !== undefined) throw new Error(`member ${this.sid} still runs`);
    const files = join(this.server.dataDir, 'version-2');
    if (!existsSync(files)) return;
    for (const name of readdirSync(files)) rmSync(join(files, name), { recursive: true });
  }
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
