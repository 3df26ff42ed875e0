import { appendFile, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type EmbeddedMember, startEmbeddedMember } from './embedded-member.ts';
import type { WatchedMember } from './ensemble/watch-ensemble.ts';
import { type Serving, serve } from './server.ts';

const DEFAULT_PORT = 8080;
const DEFAULT_DATA_DIR = '.vivarium';
const PORTS_TRIED = 100;
/** Our own member is asked often; somebody else's server is spared. */
const EMBEDDED_POLL_MS = 250;
const CONNECTED_POLL_MS = 1_000;

export interface DashboardOptions {
  /** Of the page. 0 takes any free one, for the member too; 8080 or the next free one when missing. */
  readonly port?: number;
  /** `.vivarium` of the working folder when missing. */
  readonly dataDir?: string;
  /** `host:port` of a server that runs already; when missing, one member is started in this process. */
  readonly connect?: string;
  /** Gets each line for the user. Standard output when missing. */
  readonly print?: (line: string) => void;
}

export interface Dashboard extends Pick<Serving, 'url' | 'port' | 'newUrl' | 'close'> {
  /** `host:port` for ZooKeeper clients. */
  readonly member: string;
}

/**
 * The member and its page, until `close`. Prints one line with the address; its token works once.
 *
 * @throws StartError and its kin, with a sentence for the operator; TypeError for an unreadable `connect`
 */
export async function startDashboard(options: DashboardOptions = {}): Promise<Dashboard> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const dataDir = resolve(options.dataDir ?? DEFAULT_DATA_DIR);
  const target = options.connect === undefined ? null : parseTarget(options.connect);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // What the member logs is not what the user waits for; it is kept beside its data.
  let lines: Promise<void> = Promise.resolve();
  const log = (line: string): void => {
    const text = line.endsWith('\n') ? line : `${line}\n`;
    lines = lines.then(() => appendFile(`${dataDir}/vivarium.log`, text)).catch(() => undefined);
  };
  const embedded =
    target === null ? await startEmbeddedMember(dataDir, options.port === 0 ? 0 : null, log) : null;
  void embedded?.thread.failed.then((cause) => print(`The member has ended: ${cause.message}`));
  try {
    const member = watchedMember(target, embedded);
    const serving = await servePage(options.port, dataDir, member, log);
    print(`Vivarium is at ${serving.url}`);
    print(`ZooKeeper clients connect to ${member.host}:${member.port}; data are in ${dataDir}`);
    return {
      ...serving,
      member: `${member.host}:${member.port}`,
      async close() {
        await serving.close();
        await embedded?.thread.stop();
        await lines;
      },
    };
  } catch (error) {
    await embedded?.thread.stop();
    throw error;
  }
}

interface Target {
  readonly host: string;
  readonly port: number;
}

function parseTarget(text: string): Target {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:,/\s]+)):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || port < 1 || port > 65_535) {
    throw new TypeError(`connect to ${text}: one host:port is wanted`);
  }
  return { host, port };
}

function watchedMember(target: Target | null, embedded: EmbeddedMember | null): WatchedMember {
  if (embedded !== null) {
    return {
      host: '127.0.0.1',
      port: embedded.clientPort,
      name: 'zk-1',
      label: 'local · 1 embedded',
      embedded: true,
      pollIntervalMs: EMBEDDED_POLL_MS,
    };
  }
  const { host, port } = target as Target;
  const name = `${host}:${port}`;
  return { host, port, name, label: name, embedded: false, pollIntervalMs: CONNECTED_POLL_MS };
}

/** A port that was asked for is used or refused; the default gives way to the next free one. */
async function servePage(
  asked: number | undefined,
  dataDir: string,
  member: WatchedMember,
  log: (line: string) => void,
): Promise<Serving> {
  for (let port = asked ?? DEFAULT_PORT; ; port += 1) {
    try {
      return await serve({ port, dataDir, member, log });
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (asked !== undefined || !isTaken || port >= DEFAULT_PORT + PORTS_TRIED) throw error;
    }
  }
}
