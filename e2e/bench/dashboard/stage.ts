import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { type Ensemble, spawnGroup, startEnsemble } from '../../harness/index.ts';
import { Vivarium } from '../../harness/vivarium-up.ts';
import { Generators } from '../generators.ts';
import { LoadConnection } from '../load/load-connection.ts';
import { createFrame } from '../load/requests.ts';

const DASHBOARD = fileURLToPath(new URL('./many-doors.js', import.meta.url));
const METER = fileURLToPath(new URL('./in-page.js', import.meta.url));
const NODE_BYTES = 100;
const TICKS_PER_SECOND = 100;
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
];

/** What the page gives the bench beside its own: see in-page.js. */
export interface Meter {
  readonly gapsMs: readonly number[];
  readonly drawn: number;
}

export function launchChromium(): Promise<Browser> {
  const named = process.env.VIVARIUM_CHROMIUM;
  return chromium.launch({
    headless: true,
    args: CHROMIUM_ARGS,
    ...(named === undefined || named === '' ? {} : { executablePath: named }),
  });
}

/** A context whose pages carry the meter. */
export async function metered(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  await context.addInitScript({ path: METER });
  return context;
}

/** Three members, each a process, the dashboard that is connected to them, and a browser. */
export class Stage {
  readonly ensemble: Ensemble;
  readonly vivarium: Vivarium;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly generators: Generators;
  readonly #cookies: string[] = [];
  #serial = 0;

  private constructor(
    ensemble: Ensemble,
    vivarium: Vivarium,
    browser: Browser,
    context: BrowserContext,
    generators: Generators,
  ) {
    this.ensemble = ensemble;
    this.vivarium = vivarium;
    this.browser = browser;
    this.context = context;
    this.generators = generators;
  }

  static async open(browser: Browser): Promise<Stage> {
    const ensemble = await startEnsemble({
      members: ['vivarium', 'vivarium', 'vivarium'],
      tickTimeMs: 2_000,
      config: { maxClientCnxns: '0', globalOutstandingLimit: '100000', initLimit: '10', syncLimit: '5' },
      label: 'dashboard-bench',
    });
    const dataDir = mkdtempSync(join(tmpdir(), 'vivarium-bench-'));
    const child = spawnGroup(process.execPath, [DASHBOARD, dataDir, ensemble.address], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const vivarium = await Vivarium.of(child, dataDir);
    return new Stage(ensemble, vivarium, browser, await metered(browser), new Generators(2));
  }

  /** The cookie of one of many browsers, each of which has a session of its own; the dashboard keeps few. */
  async browserCookie(at: number): Promise<string> {
    this.#cookies[at] ??= await this.#enter();
    return this.#cookies[at];
  }

  async #enter(): Promise<string> {
    const { process: child } = this.vivarium;
    const answer = once(child, 'message') as Promise<[string]>;
    child.send('another address');
    const [url] = await answer;
    const entered = await fetch(url);
    const cookie = entered.headers.get('set-cookie')?.split(';', 1)[0];
    if (cookie === undefined) throw new Error(`the address bought no session: ${entered.status}`);
    return cookie;
  }

  /** A page of its own at a path of the tree. */
  async tree(path: string): Promise<Page> {
    return this.page(`/c/local/tree?path=${encodeURIComponent(path)}`);
  }

  async page(at: string): Promise<Page> {
    const page = await this.context.newPage();
    await this.vivarium.open(page, at);
    return page;
  }

  /** One session that sends prepared requests. */
  writer(window: number): Promise<LoadConnection> {
    return LoadConnection.open(this.ensemble.members[0]!.server.port, window);
  }

  async create(path: string, data: Uint8Array | null = null): Promise<void> {
    const writer = await this.writer(1);
    await writer.ask(createFrame(path, data));
    writer.destroy();
  }

  /** Makes `count` children of a znode that is there already. */
  async fill(parent: string, count: number): Promise<void> {
    this.#serial += 1;
    const share = Math.ceil(count / this.generators.count);
    await this.generators.run(
      Array.from({ length: this.generators.count }, (_, at) => ({
        kind: 'fill' as const,
        ports: this.ensemble.members.map(({ server }) => server.port),
        parent,
        count: share,
        dataBytes: NODE_BYTES,
        connections: 3,
        inFlight: 100,
        label: `n${this.#serial}${at}`,
      })),
    );
  }

  async close(): Promise<void> {
    this.generators.end();
    await this.context.close();
    await this.vivarium.discard();
    await this.ensemble.end();
  }
}

/** Seconds of processor time that a process has taken. Source: utime and stime of /proc. */
export function cpuSeconds(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
