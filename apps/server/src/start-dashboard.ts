import { appendFile, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SafeMode } from '@vivarium/contract';
import { EmbeddedEnsemble, type EnsembleSize, lineLogger } from '@vivarium/host';
import { parseTargets, type Target, targetText } from './connect-targets.ts';
import type { WatchedEnsemble } from './ensemble/watch-ensemble.ts';
import { type Serving, serve } from './server.ts';

const DEFAULT_PORT = 8080;
const DEFAULT_DATA_DIR = '.vivarium';
const PORTS_TRIED = 100;
/** A member of ours is asked often, several a little less so; somebody else's servers are spared. */
const SINGLE_POLL_MS = 250;
const EMBEDDED_POLL_MS = 500;
const CONNECTED_POLL_MS = 1_000;

export interface DashboardOptions {
  /** Of the page. 0 takes any free one, for the members too; 8080 or the next free one when missing. */
  readonly port?: number;
  /** Listens on every address: only for a container, whose port is published on the loopback address alone. */
  readonly isPublishedOnLoopback?: boolean;
  /** `.vivarium` of the working folder when missing. */
  readonly dataDir?: string;
  /**
   * Voters and observers that are started in this process. What the data directory holds when missing, 3 and 1 for a
   * new one; 1 and 0 are a standalone server.
   */
  readonly size?: EnsembleSize;
  /** `host:port,host:port` of servers that run already; when missing, members are started in this process. */
  readonly connect?: string;
  /** Asks servers that run already for their votes, over their election ports. Our own members are asked anyway. */
  readonly probe?: boolean;
  /** Observes servers that run already over their leader's quorum port. Our own members are observed anyway. */
  readonly tap?: boolean;
  /** Whether the demo plays on the members that are started here. Off when missing. */
  readonly demo?: boolean;
  /** How freely the page's writes go until somebody chooses: open for members of ours, review for others when missing. */
  readonly safeMode?: SafeMode;
  /** Paths at and below which a write must be confirmed, beside `/zookeeper`. */
  readonly protectedPrefixes?: readonly string[];
  /** Gets each line for the user. Standard output when missing. */
  readonly print?: (line: string) => void;
}

export interface Dashboard extends Pick<Serving, 'url' | 'port' | 'newUrl' | 'close'> {
  /** The connect string for ZooKeeper clients: `host:port` of every member. */
  readonly member: string;
}

/**
 * The members and their page, until `close`. Prints one line with the address; its token works once. The page is served
 * before the members have found a leader, so that one can watch them do it.
 *
 * @throws StartError and its kin, with a sentence for the operator; TypeError for an unreadable `connect`
 */
export async function startDashboard(options: DashboardOptions = {}): Promise<Dashboard> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const dataDir = resolve(options.dataDir ?? DEFAULT_DATA_DIR);
  const targets = options.connect === undefined ? null : parseTargets(options.connect);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // What the members log is not what the user waits for; it is kept beside their data.
  let lines: Promise<void> = Promise.resolve();
  const log = (line: string): void => {
    const text = line.endsWith('\n') ? line : `${line}\n`;
    lines = lines.then(() => appendFile(`${dataDir}/vivarium.log`, text)).catch(() => undefined);
  };
  const ensemble = targets === null ? await prepare(options, dataDir, log) : null;
  const watched =
    ensemble === null ? connected(targets ?? [], options, dataDir) : embedded(ensemble, dataDir);
  const serving = await servePage(options, dataDir, watched, log);
  const member = watched.members.map(targetText).join(',');
  try {
    const started = ensemble?.start();
    print(`Vivarium is at ${serving.url}`);
    await started;
    print(`ZooKeeper clients connect to ${member}; data are in ${dataDir}`);
    if (ensemble !== null && options.demo === true)
      print('A demo plays below /demo, at most ten writes a second; --no-demo starts bare');
  } catch (error) {
    await serving.close();
    throw error;
  }
  return {
    ...serving,
    member,
    async close() {
      await serving.close();
      await ensemble?.stop();
      await lines;
    },
  };
}

function prepare(
  { size, port }: DashboardOptions,
  dataDir: string,
  log: (line: string) => void,
): Promise<EmbeddedEnsemble> {
  return EmbeddedEnsemble.prepare({
    dataDir,
    size: size ?? null,
    anyPorts: port === 0,
    logger: lineLogger(log),
  });
}

function embedded(ensemble: EmbeddedEnsemble, dataDir: string): WatchedEnsemble {
  const members = ensemble.members.map(({ sid, role, clientPort }) => ({
    id: sid,
    name: `zk-${sid}`,
    host: '127.0.0.1',
    port: clientPort,
    role,
  }));
  const isAlone = members.length === 1;
  return {
    members,
    label: `local · ${countOf(members)} embedded`,
    pollIntervalMs: isAlone ? SINGLE_POLL_MS : EMBEDDED_POLL_MS,
    canary: !isAlone,
    embedded: true,
    ensemble,
    // A single member has no port for others.
    ...(isAlone ? {} : { inside: { probe: true, tap: true, dataDir, key: 'embedded' } }),
  };
}

/** Voters, and observers behind a plus. */
function countOf(members: readonly { readonly role: 'voter' | 'observer' }[]): string {
  const observers = members.filter(({ role }) => role === 'observer').length;
  return observers === 0 ? `${members.length}` : `${members.length - observers}+${observers}`;
}

/** Nothing is written to somebody else's ensemble that nobody asked for: no canary. */
function connected(
  targets: readonly Target[],
  { probe = false, tap = false }: DashboardOptions,
  dataDir: string,
): WatchedEnsemble {
  const members = targets.map((target, at) => ({ id: at + 1, name: targetText(target), ...target }));
  const label = targets.map(targetText).join(',');
  const key = targets.map(targetText).sort().join(',');
  return {
    members,
    label,
    pollIntervalMs: CONNECTED_POLL_MS,
    canary: false,
    embedded: false,
    inside: { probe, tap, dataDir, key },
  };
}

/** A port that was asked for is used or refused; the default gives way to the next free one. */
async function servePage(
  options: DashboardOptions,
  dataDir: string,
  watched: WatchedEnsemble,
  log: (line: string) => void,
): Promise<Serving> {
  const { port: asked, isPublishedOnLoopback = false, connect, demo = false } = options;
  const { safeMode, protectedPrefixes = [] } = options;
  const guard = { protectedPrefixes, ...(safeMode === undefined ? {} : { safeMode }) };
  for (let port = asked ?? DEFAULT_PORT; ; port += 1) {
    try {
      const plays = demo && connect === undefined;
      return await serve({ port, isPublishedOnLoopback, dataDir, watched, demo: plays, log, ...guard });
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (asked !== undefined || !isTaken || port >= DEFAULT_PORT + PORTS_TRIED) throw error;
    }
  }
}
