import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { spawnGroup } from '../../harness/index.ts';
import { ms, type Outcomes, quantile, spread } from './outcome.ts';
import { metered } from './stage.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START_MS = 3_000;
const SCRIPT_BYTES_MAX = 200_000;
const ADDRESS = /(http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]+)/;

/** `npm start` on the built tree to a page whose ensemble is led; and what the first screen's scripts weigh. */
export async function measureStart(browser: Browser, repetitions: number, outcomes: Outcomes): Promise<void> {
  const times: number[] = [];
  const addressTimes: number[] = [];
  let weight = 0;
  for (let at = 0; at < repetitions; at += 1) {
    const dataDir = mkdtempSync(join(tmpdir(), 'vivarium-bench-start-'));
    const context = await metered(browser);
    const page = await context.newPage();
    const startedMs = performance.timeOrigin + performance.now();
    const child = spawnGroup('npm', ['start', '--silent', '--', '--port', '0', '--data', dataDir], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const url = await addressOf(child.stdout);
      addressTimes.push(performance.timeOrigin + performance.now() - startedMs);
      await page.goto(url);
      await page.waitForURL('**/c/local');
      const liveAtMs = await page.evaluate(
        `meter.painted('[data-testid=verdict][data-kind=led], [data-led=true]')`,
      );
      times.push((liveAtMs as number) - startedMs);
      const scripts = (await page.evaluate(
        `performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => path.endsWith('.js'))`,
      )) as string[];
      weight = [...new Set(scripts)].reduce(
        (sum, path) => sum + gzipSync(readFileSync(join(ROOT, 'apps/web/dist', path))).length,
        0,
      );
    } finally {
      await context.close();
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  outcomes.add({
    name: '`npm start` on a built tree to a live page',
    reach: `<= ${ms(START_MS)}`,
    figure: `${spread(times)}, address printed after ${spread(addressTimes)}`,
    isReached: quantile(times, 0.5) <= START_MS,
  });
  outcomes.add({
    name: 'first screen JS, gz',
    reach: '<= 200 kB',
    figure: `${(weight / 1_000).toFixed(1)} kB`,
    isReached: weight <= SCRIPT_BYTES_MAX,
  });
}

async function addressOf(output: NodeJS.ReadableStream | null): Promise<string> {
  if (output === null) throw new Error('npm start has no output');
  for await (const line of createInterface({ input: output })) {
    const url = ADDRESS.exec(line)?.[1];
    if (url === undefined) continue;
    output.resume();
    return url;
  }
  throw new Error('npm start ended before it printed its address');
}
