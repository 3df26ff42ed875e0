import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnGroup } from './children.ts';
import { fourLetterWord } from './four-letter-word.ts';
import { freePort } from './free-port.ts';
import { type ServerKind, serverCommand } from './server-command.ts';
import { freshDirectory } from './work-directory.ts';

export interface ServerOptions {
  readonly kind: ServerKind;
  /** Further zoo.cfg lines; a key given here wins over the harness's own. */
  readonly config?: Readonly<Record<string, string>>;
  /** Holds zoo.cfg, server.log and data/. A fresh one when absent; one of another server to take over its data. */
  readonly dir?: string;
  /** Further environment variables of the process. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long the server may take until it answers `srvr` with a mode. */
  readonly readyTimeoutMs?: number;
}

export interface RunningServer {
  readonly kind: ServerKind;
  readonly port: number;
  readonly dir: string;
  readonly dataDir: string;
  /** host:port for clients. */
  readonly address: string;
  /** Process id of the current incarnation; undefined while it is stopped. */
  readonly pid: number | undefined;
  /** Milliseconds from the last spawn until `srvr` named a mode. */
  readonly startedInMs: number;
  /** Everything that any incarnation has printed. */
  logs(): string;
  /** Starts it again on the same port and data; resolves when it serves. */
  start(): Promise<void>;
  /** Starts the process and waits for nothing: a member of an ensemble serves only once a quorum of them runs. */
  launch(): void;
  /** Resolves when a launched process serves; rejects with its log when it ends or is late. */
  untilServing(): Promise<void>;
  /** SIGTERM; resolves with the exit code once the process has ended. */
  stop(): Promise<number | null>;
  /** SIGKILL, the crash; resolves once the process has ended. */
  kill(): Promise<void>;
  /** Stops it when it runs, and starts it. */
  restart(): Promise<void>;
  /** SIGSTOP: the process keeps its sockets and does nothing. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** The answer to `srvr`. */
  status(): Promise<string>;
}

/**
 * A question unanswered for so long does not hold up the next: one that finds Apache's server before its database is there
 * falls within it, and is never answered.
 */
const UNANSWERED_MS = 50;

/** Writes a zoo.cfg for one standalone server on loopback and returns its path and client port. */
export async function writeConfig(
  dir: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<{ configPath: string; port: number; dataDir: string }> {
  const dataDir = extra.dataDir ?? join(dir, 'data');
  mkdirSync(dataDir, { recursive: true });
  const port = Number(extra.clientPort ?? (await freePort()));
  const keys: Record<string, string> = {
    tickTime: '2000',
    dataDir,
    clientPort: String(port),
    clientPortAddress: '127.0.0.1',
    'admin.enableServer': 'false',
    '4lw.commands.whitelist': '*',
    ...extra,
  };
  const configPath = join(dir, 'zoo.cfg');
  const text = Object.entries(keys).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(configPath, text.join(''));
  return { configPath, port, dataDir };
}

/** Starts a server process and resolves when it serves. Rejects with its log when it ends or is late. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = await prepareServer(options);
  await server.start();
  return server;
}

/** Writes everything that a server needs, and starts no process yet. */
export async function prepareServer(options: ServerOptions): Promise<RunningServer> {
  const dir = options.dir ?? freshDirectory(options.kind);
  const { configPath, port, dataDir } = await writeConfig(dir, options.config);
  return new ServerProcess(options, dir, configPath, port, dataDir);
}

class ServerProcess implements RunningServer {
  readonly kind: ServerKind;
  readonly dir: string;
  readonly port: number;
  readonly dataDir: string;
  readonly address: string;
  startedInMs = 0;
  readonly #configPath: string;
  readonly #logPath: string;
  readonly #readyTimeoutMs: number;
  readonly #env: Readonly<Record<string, string>>;
  #launchedAtMs = 0;
  #child: ChildProcess | undefined;

  constructor(options: ServerOptions, dir: string, configPath: string, port: number, dataDir: string) {
    this.kind = options.kind;
    this.dir = dir;
    this.port = port;
    this.dataDir = dataDir;
    this.address = `127.0.0.1:${port}`;
    this.#configPath = configPath;
    this.#logPath = join(dir, 'server.log');
    this.#env = options.env ?? {};
    this.#readyTimeoutMs = options.readyTimeoutMs ?? 60_000;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  logs(): string {
    return readFileSync(this.#logPath, 'utf8');
  }

  async start(): Promise<void> {
    this.launch();
    await this.untilServing();
  }

  launch(): void {
    if (this.#child !== undefined) throw new Error(`${this.address} runs already`);
    const { file, args } = serverCommand(this.kind, this.#configPath);
    const log = openSync(this.#logPath, 'a');
    this.#launchedAtMs = performance.now();
    const child = spawnGroup(file, args, {
      cwd: this.dir,
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
  }

  async untilServing(): Promise<void> {
    let serves = false;
    while (!serves) {
      const answered = this.#serves().then((now) => {
        serves ||= now;
      });
      await Promise.race([answered, delay(UNANSWERED_MS)]);
      if (serves) break;
      const late = performance.now() - this.#launchedAtMs > this.#readyTimeoutMs;
      if (this.#child === undefined || late) {
        if (late) await this.kill();
        throw new Error(`${this.kind} on ${this.address} ${late ? 'is late' : 'ended'}\n${this.logs()}`);
      }
      // There is no event to wait for: readiness shows only in the answer to a connection.
      await delay(5);
    }
    this.startedInMs = performance.now() - this.#launchedAtMs;
  }

  async #serves(): Promise<boolean> {
    try {
      return /^Mode: /m.test(await this.status());
    } catch {
      return false;
    }
  }

  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    // A server that is deaf to SIGTERM must not hang the suite; its exit code (null) tells.
    const deadline = setTimeout(() => child.kill('SIGKILL'), 20_000);
    const result = await code;
    clearTimeout(deadline);
    return result;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  status(): Promise<string> {
    return fourLetterWord(this.port, 'srvr');
  }
}
