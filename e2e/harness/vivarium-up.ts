import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { ZooKeeper } from '@vivarium/client';

const LAUNCHER = fileURLToPath(new URL('../../apps/cli/bin/vivarium.js', import.meta.url));

/** `vivarium up` as a process of its own, as a user starts it. */
export class Vivarium {
  readonly dataDir: string;
  readonly url: string;
  readonly origin: string;
  /** `host:port` of each member, for other clients. */
  readonly members: readonly string[];
  readonly process: ChildProcess;
  #cookie: { name: string; value: string } | null = null;

  private constructor(process: ChildProcess, dataDir: string, url: string, members: string) {
    this.process = process;
    this.dataDir = dataDir;
    this.url = url;
    this.origin = new URL(url).origin;
    this.members = members.split(',');
  }

  /** Starts one and reads its addresses from its output. */
  static start(...more: readonly string[]): Promise<Vivarium> {
    return Vivarium.up('--no-demo', ...more);
  }

  /** As `start`, with the demo playing on members of its own. */
  static up(...more: readonly string[]): Promise<Vivarium> {
    return Vivarium.on(0, mkdtempSync(join(tmpdir(), 'vivarium-browser-')), more);
  }

  /** Beside servers that run already. */
  static connectedTo(address: string, ...more: readonly string[]): Promise<Vivarium> {
    return Vivarium.up('--connect', address, ...more);
  }

  /** On a port and on data of its own, as somebody starts it again; port 0 takes any free one. */
  static on(port: number, dataDir: string, more: readonly string[]): Promise<Vivarium> {
    const args = [LAUNCHER, 'up', '--port', String(port), '--data', dataDir, ...more];
    return Vivarium.of(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }), dataDir);
  }

  /** A process that prints what `vivarium up` prints. */
  static async of(child: ChildProcess, dataDir: string): Promise<Vivarium> {
    const { stdout } = child;
    if (stdout === null) throw new Error('the process has no output to read');
    let url: string | undefined;
    let members: string | undefined;
    for await (const line of createInterface({ input: stdout })) {
      url ??= /(http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]+)/.exec(line)?.[1];
      members ??= /clients connect to ([\d.:,]+)/.exec(line)?.[1];
      if (url !== undefined && members !== undefined) break;
    }
    if (url === undefined || members === undefined)
      throw new Error('vivarium up ended before it printed its address');
    stdout.resume();
    return new Vivarium(child, dataDir, url, members);
  }

  /** Opens the page; the first time by the printed address, then with the session that it bought. */
  async open(page: Page, path = '/'): Promise<void> {
    if (this.#cookie === null) {
      await page.goto(this.url);
      await page.waitForURL('**/c/local');
      const [cookie] = await page.context().cookies();
      if (cookie === undefined) throw new Error('the printed address bought no session');
      this.#cookie = { name: cookie.name, value: cookie.value };
      if (path === '/') return;
    } else {
      await page
        .context()
        .addCookies([{ ...this.#cookie, url: this.origin, httpOnly: true, sameSite: 'Strict' }]);
    }
    await page.goto(`${this.origin}${path}`);
  }

  cookieHeader(): string {
    if (this.#cookie === null) throw new Error('nobody has entered yet');
    return `${this.#cookie.name}=${this.#cookie.value}`;
  }

  /** Another client's session, closed with the test. */
  async client(): Promise<ZooKeeper> {
    const client = new ZooKeeper(this.members.join(','));
    await client.connect();
    return client;
  }

  /** The answer to a four-letter word, asked past the page. */
  async ask(word: string, member = this.members[0] as string): Promise<string> {
    const [host, port] = member.split(':');
    const socket = connect({ host: host as string, port: Number(port) });
    socket.end(word);
    let text = '';
    try {
      for await (const piece of socket) text += String(piece);
    } catch {
      // Nothing listens where a member was killed.
    }
    return text;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await ended;
    }
  }

  async discard(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
