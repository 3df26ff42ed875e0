import { setTimeout as delay } from 'node:timers/promises';
import { ZooKeeperError } from '@vivarium/client';
import type { EventView, StatView, ZnodeChange } from '@vivarium/contract';
import { CANARY_PATH, type TreeChange } from '@vivarium/observe';
import type { Hub } from '../stream/hub.ts';
import { inParallel } from '../znodes/in-parallel.ts';

const STATS_IN_FLIGHT = 16;
/** One round of stats in so long, ms, and so many in it: what changes without end is shown often, not always. */
const ROUND_MS = 100;
const ROUND_MAX = 64;
/** More stats than these are not read one by one: whoever shows the nodes lists them again, not too often. */
const DIRTY_MAX = 2_000;
const REREAD_MS = 2_000;

type ZnodeTold = Extract<TreeChange, { path: string }>;

const CHANGES = {
  created: { change: 'created', what: 'znodeCreated' },
  deleted: { change: 'deleted', what: 'znodeDeleted' },
  data: { change: 'changed', what: 'znodeChanged' },
} as const satisfies Record<string, { change: ZnodeChange; what: EventView['what'] }>;

/**
 * Passes on what the tree's observer tells. A watch event carries no stat, so the stats of nodes that someone
 * looks at are read after it, each path once however often it changed meanwhile.
 */
export class TreeFeed {
  readonly #hub: Hub;
  readonly #stat: (path: string) => Promise<StatView | null>;
  readonly #dirty = new Set<string>();
  #isReading = false;
  #rereadAtMs = 0;

  constructor(hub: Hub, stat: (path: string) => Promise<StatView | null>) {
    this.#hub = hub;
    this.#stat = stat;
  }

  /** `isRecursive`: every change is told by itself, so a parent's list needs no reading. */
  take(told: ZnodeTold, isRecursive: boolean): void {
    const { path } = told;
    if (told.type === 'children') {
      if (!isRecursive) this.#hub.publish({ kind: 'znode', change: 'children', path, stat: null });
      this.#soil(path);
      return;
    }
    const { change, what } = CHANGES[told.type];
    // What we write over and over to measure is no news.
    if (path !== CANARY_PATH) this.#hub.tell(what, { path });
    this.#hub.publish({ kind: 'znode', change, path, stat: null });
    if (told.type !== 'deleted') this.#soil(path);
  }

  /** Changes may have been missed: whoever shows something reads it again. */
  reread(isAfterLoss: boolean): void {
    this.#dirty.clear();
    if (isAfterLoss) this.#hub.tell('changesMissed');
    this.#hub.publish({ kind: 'reread' });
  }

  #soil(path: string): void {
    if (!this.#hub.isSeen(path)) return;
    this.#dirty.add(path);
    void this.#readStats();
  }

  async #readStats(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#dirty.size > 0) {
        const untilMs = performance.now() + ROUND_MS;
        if (this.#dirty.size > DIRTY_MAX && untilMs - this.#rereadAtMs > REREAD_MS) {
          this.#rereadAtMs = untilMs;
          this.reread(false);
        }
        const paths = [...this.#dirty].slice(0, ROUND_MAX);
        for (const path of paths) this.#dirty.delete(path);
        await inParallel(paths, STATS_IN_FLIGHT, (path) => this.#readStat(path));
        if (this.#dirty.size > 0) await delay(untilMs - performance.now(), undefined, { ref: false });
      }
    } finally {
      this.#isReading = false;
    }
  }

  async #readStat(path: string): Promise<void> {
    try {
      this.#hub.publish({ kind: 'znode', change: 'stat', path, stat: await this.#stat(path) });
    } catch (error) {
      // Without a connection there is no stat; coming back, everything shown is read again.
      if (!(error instanceof ZooKeeperError)) throw error;
    }
  }
}
