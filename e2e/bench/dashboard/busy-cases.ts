import { setTimeout as delay } from 'node:timers/promises';
import { createFrame, setFrame } from '../load/requests.ts';
import { residentKiB } from '../process-memory.ts';
import { FRAME_MS_MAX, framesText, ms, type Outcomes, quantile } from './outcome.ts';
import { PacedWriter } from './paced-writer.ts';
import { openPages } from './page-socket.ts';
import { cpuSeconds, type Meter, type Stage } from './stage.ts';

const HOT = '/hot';
const HOT_NODES = 200;
const BUSY_PER_SECOND = 5_000;
const UPDATES_MIN = 10;
const CORE_SHARE_MAX = 0.3;
const SETTLE_MS = 3_000;
const CROWD_PER_SECOND = 100;
/** Nothing may grow with the number of browsers; the rest is what a second more or less brings. */
const CROWD_RATIO_MAX = 1.1;
const DEAF = 50;
const DEAF_PER_SECOND = 2_000;
const LISTENERS = 4;
const DEAF_RSS_MIB_MAX = 64;
const LATENCY_MS_MAX = 250;
const PROBE_PAUSE_MS = 40;

export interface BusySizes {
  readonly busyMs: number;
  readonly browsers: number;
}

const hotPath = (at: number): string => `${HOT}/k${String(at % HOT_NODES).padStart(3, '0')}`;

/** Sets of all hot znodes in turn. */
function hotSets(): () => Uint8Array {
  const frames = Array.from({ length: HOT_NODES }, (_, at) => setFrame(hotPath(at), Buffer.alloc(100, 120)));
  let at = 0;
  return () => frames[at++ % HOT_NODES] as Uint8Array;
}

export async function prepareHot(stage: Stage): Promise<void> {
  await stage.create(HOT);
  const writer = await stage.writer(1);
  for (let at = 0; at < HOT_NODES; at += 1) await writer.ask(createFrame(hotPath(at), null));
  writer.destroy();
}

const portOf = (stage: Stage): number => stage.ensemble.members[0]!.server.port;

/** Thousands of changes a second in the folder that is open and on the screen. */
export async function measureBusy(stage: Stage, sizes: BusySizes, outcomes: Outcomes): Promise<void> {
  const page = await stage.tree(hotPath(3));
  await page.locator(`[data-path="${hotPath(3)}"]`).waitFor();
  const writer = await PacedWriter.start(portOf(stage), BUSY_PER_SECOND, hotSets());
  await delay(SETTLE_MS);
  const { pid } = stage.vivarium.process;
  const before = { cpu: cpuSeconds(pid), atMs: performance.now(), written: writer.acknowledged };
  await page.evaluate('meter.startFrames()');
  await delay(sizes.busyMs);
  const { gapsMs, drawn } = (await page.evaluate('meter.stopFrames()')) as Meter;
  const seconds = (performance.now() - before.atMs) / 1_000;
  const share = (cpuSeconds(pid) - before.cpu) / seconds;
  const perSecond = Math.round((writer.acknowledged - before.written) / seconds);
  await writer.stop();
  await page.close();
  const name = `${perSecond.toLocaleString('en-US')} changes/s under the open view`;
  outcomes.add({
    name: `${name}, drawn updates`,
    reach: `>= ${UPDATES_MIN}/s`,
    figure: `${(drawn / seconds).toFixed(1)}/s`,
    isReached: drawn / seconds >= UPDATES_MIN,
  });
  outcomes.add({
    name: `${name}, frames`,
    reach: 'no frame > 50 ms (p99)',
    figure: framesText(gapsMs),
    isReached: quantile(gapsMs, 0.99) <= FRAME_MS_MAX,
  });
  outcomes.add({
    name: `${name}, the dashboard's process`,
    reach: '<= 30 % of a core',
    figure: `${Math.round(share * 100)} %`,
    isReached: share <= CORE_SHARE_MAX,
  });
}

/** Packets that all members have received from clients. */
async function received(stage: Stage): Promise<number> {
  const answers = await Promise.all(stage.ensemble.members.map(({ server }) => server.status()));
  return answers.reduce((sum, text) => sum + Number(/^Received: (\d+)$/m.exec(text)?.[1]), 0);
}

/** What the ensemble is asked per second while so many browsers look at what changes. */
async function askedBy(stage: Stage, browsers: number, sizes: BusySizes): Promise<number> {
  const pages = await openPages(stage, browsers, ['/', HOT]);
  const writer = await PacedWriter.start(portOf(stage), CROWD_PER_SECOND, hotSets());
  await delay(SETTLE_MS);
  const before = { packets: await received(stage), written: writer.acknowledged, atMs: performance.now() };
  await delay(sizes.busyMs);
  const asked = (await received(stage)) - before.packets - (writer.acknowledged - before.written);
  const seconds = (performance.now() - before.atMs) / 1_000;
  await writer.stop();
  const lost = pages.filter(({ isOpen }) => !isOpen).length;
  for (const page of pages) page.close();
  if (lost > 0) throw new Error(`${lost} of ${browsers} sockets were closed`);
  return asked / seconds;
}

export async function measureCrowd(stage: Stage, sizes: BusySizes, outcomes: Outcomes): Promise<void> {
  const one = await askedBy(stage, 1, sizes);
  const all = await askedBy(stage, sizes.browsers, sizes);
  outcomes.add({
    name: `${sizes.browsers} browsers on one ensemble, requests to its members`,
    reach: 'as with one',
    figure: `${all.toFixed(0)}/s, with one ${one.toFixed(0)}/s`,
    isReached: all <= one * CROWD_RATIO_MAX,
  });
}

/** Browsers that stop reading while much changes: what it costs the dashboard, and those that go on reading. */
export async function measureDeaf(stage: Stage, sizes: BusySizes, outcomes: Outcomes): Promise<void> {
  const writer = await PacedWriter.start(portOf(stage), DEAF_PER_SECOND, hotSets());
  const listeners = await openPages(stage, LISTENERS, ['/', HOT]);
  const deaf = await openPages(stage, DEAF, ['/', HOT]);
  await delay(SETTLE_MS);
  const { pid } = stage.vivarium.process;
  const before = residentKiB(pid);
  let most = before;
  for (const page of deaf) page.stopReading();
  const times: number[] = [];
  let sentAtMs: number | null = null;
  let heard: () => void = () => undefined;
  for (const page of listeners) {
    page.onZnode = (path) => {
      if (!path.startsWith(`${HOT}/probe`) || sentAtMs === null) return;
      times.push(performance.now() - sentAtMs);
      heard();
    };
  }
  const prober = await stage.writer(1);
  const untilMs = performance.now() + 3 * sizes.busyMs;
  await stage.create(`${HOT}/probe`);
  while (performance.now() < untilMs) {
    let left = LISTENERS;
    const all = new Promise<void>((resolve) => {
      heard = () => {
        left -= 1;
        if (left === 0) resolve();
      };
    });
    sentAtMs = performance.now();
    await prober.ask(setFrame(`${HOT}/probe`, Buffer.alloc(8)));
    await all;
    sentAtMs = null;
    most = Math.max(most, residentKiB(pid));
    await delay(PROBE_PAUSE_MS);
  }
  prober.destroy();
  await writer.stop();
  for (const page of [...deaf, ...listeners]) page.close();
  const grownMiB = (most - before) / 1_024;
  const p99 = quantile(times, 0.99);
  outcomes.add({
    name: `${DEAF} browsers that stop reading at ${DEAF_PER_SECOND.toLocaleString('en-US')} changes/s, server RSS`,
    reach: `+ <= ${DEAF_RSS_MIB_MAX} MiB`,
    figure: `+ ${grownMiB.toFixed(1)} MiB on ${(before / 1_024).toFixed(0)} MiB`,
    isReached: grownMiB <= DEAF_RSS_MIB_MAX,
  });
  outcomes.add({
    name: `${DEAF} browsers that stop reading, the others' changes, p99`,
    reach: `<= ${LATENCY_MS_MAX} ms`,
    figure: `${ms(p99)}, median ${ms(quantile(times, 0.5))} of ${times.length}`,
    isReached: p99 <= LATENCY_MS_MAX,
  });
}
