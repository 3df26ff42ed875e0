import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base, type Page } from '@playwright/test';
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
  static async up(...more: readonly string[]): Promise<Vivarium> {
    const dataDir = mkdtempSync(join(tmpdir(), 'vivarium-browser-'));
    const child = spawn(process.execPath, [LAUNCHER, 'up', '--port', '0', '--data', dataDir, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let url: string | undefined;
    let members: string | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      url ??= /(http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]+)/.exec(line)?.[1];
      members ??= /clients connect to ([\d.:,]+)/.exec(line)?.[1];
      if (url !== undefined && members !== undefined) break;
    }
    if (url === undefined || members === undefined)
      throw new Error('vivarium up ended before it printed its address');
    child.stdout.resume();
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

interface Worker {
  readonly vivarium: Vivarium;
}

interface Each {
  /** A client that is not the page's. */
  readonly other: ZooKeeper;
  /** Requests that left the page's origin, and errors of its console: a test may expect none. */
  readonly strays: string[];
}

/** Tests of the page share one `vivarium up`; each works under paths of its own. */
export const test = base.extend<Each, Worker>({
  vivarium: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures used here.
    async ({}, use) => {
      const vivarium = await Vivarium.start();
      await use(vivarium);
      await vivarium.discard();
    },
    { scope: 'worker' },
  ],
  other: async ({ vivarium }, use) => {
    const client = await vivarium.client();
    await use(client);
    await client.close();
  },
  strays: [
    async ({ page, vivarium }, use) => {
      const strays: string[] = [];
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (origin !== vivarium.origin && protocol !== 'data:') strays.push(`request to ${request.url()}`);
      });
      page.on('pageerror', (error) => strays.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (/Content Security Policy|Trusted/i.test(message.text())) strays.push(message.text());
      });
      await use(strays);
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';

/** The row of a znode in the tree. */
export function row(page: Page, path: string) {
  return page.locator(`[role=treeitem][data-path=${JSON.stringify(path)}]`);
}

export function treeUrl(path: string, more = ''): string {
  return `/c/local/tree?path=${encodeURIComponent(path)}${more}`;
}

/** How many visible elements wear the leader's colour. */
export function amber(page: Page, selector: string): Promise<number> {
  return page.evaluate((among) => {
    const probe = document.createElement('i');
    probe.style.color = 'light-dark(#ab7a08, #f0b44c)';
    document.body.append(probe);
    const leader = getComputedStyle(probe).color;
    probe.remove();
    return [...document.querySelectorAll(among)].filter((element) => {
      const { color, backgroundColor, fill, stroke } = getComputedStyle(element);
      return element.checkVisibility() && [color, backgroundColor, fill, stroke].includes(leader);
    }).length;
  }, selector);
}
