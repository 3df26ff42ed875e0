import {
  type ConfigurationVersion,
  type GroupFacts,
  RECIPE_HISTORY_MAX,
  type RecipeReign,
} from '@vivarium/contract';
import type { EndOf } from './reign-end.ts';
import type { Recognised } from './shape.ts';

interface Held {
  readonly sinceMs: number;
  readonly kind: 'seen' | 'atLeast';
}

interface Sample {
  readonly atMs: number;
  readonly cversion: number;
  readonly depth: number;
}

const RATES_OVER_MS = 10_000;
/** The tap may see a transaction a little later than the node was missed. */
const END_WITHIN_MS = 10_000;
/** A rate over less than this says nothing. */
const RATES_LEAST_MS = 1_000;

/** What was seen of one recipe since the dashboard looks at it: the tree shows only how it stands. */
export class RecipeMemory {
  readonly sinceMs: number;
  /** What it looked like last: a line or a queue that is empty looks like nothing. */
  recognised: Recognised | null = null;
  private looks = 0;
  private held = new Map<string, Held>();
  private readonly reigns: RecipeReign[] = [];
  private members: ReadonlySet<string> | null = null;
  private readonly moved: GroupFacts['moves'] = [];
  private readonly published: ConfigurationVersion[] = [];
  private readonly samples: Sample[] = [];

  constructor(sinceMs: number) {
    this.sinceMs = sinceMs;
  }

  /** Since when each of the holders of now holds. One that held at the first look held at least since then. */
  holding(names: readonly string[], nowMs: number): ReadonlyMap<string, Held> {
    const kind = this.looks === 0 ? 'atLeast' : 'seen';
    this.looks += 1;
    this.held = new Map(names.map((name) => [name, this.held.get(name) ?? { sinceMs: nowMs, kind }]));
    return this.held;
  }

  /** The lineage with the leader of now at its end; `endOf` tells how the time of one that has gone ended. */
  reign(
    leader: Omit<RecipeReign, 'toMs' | 'end'> | null,
    nowMs: number,
    endOf: EndOf = () => null,
  ): RecipeReign[] {
    const last = this.reigns.at(-1);
    if (last !== undefined && last.toMs === null && last.token !== leader?.token) {
      this.reigns[this.reigns.length - 1] = { ...last, toMs: nowMs };
    }
    if (leader !== null && last?.token !== leader.token)
      this.reigns.push({ ...leader, toMs: null, end: null });
    forget(this.reigns);
    this.#explain(nowMs, endOf);
    return [...this.reigns];
  }

  #explain(nowMs: number, endOf: EndOf): void {
    for (const [at, reign] of this.reigns.entries()) {
      if (reign.toMs === null || reign.end !== null || nowMs - reign.toMs > END_WITHIN_MS) continue;
      this.reigns[at] = { ...reign, end: endOf(reign) };
    }
  }

  /** Who came and went up to now. Those who were there at the first look did not come. */
  moves(ids: ReadonlySet<string>, nowMs: number): GroupFacts['moves'] {
    const before = this.members;
    this.members = ids;
    if (before !== null) {
      for (const id of before) if (!ids.has(id)) this.moved.push({ atMs: nowMs, id, what: 'left' });
      for (const id of ids) if (!before.has(id)) this.moved.push({ atMs: nowMs, id, what: 'joined' });
      forget(this.moved);
    }
    return [...this.moved];
  }

  versions(current: ConfigurationVersion): ConfigurationVersion[] {
    if (this.published.at(-1)?.mzxid !== current.mzxid) this.published.push(current);
    forget(this.published);
    return [...this.published];
  }

  /**
   * Items that came and went per second over the last ten or less. A node's cversion counts every create and every
   * delete of a child, its number of children the difference.
   */
  rates(cversion: number, depth: number, nowMs: number): { in: number; out: number; overMs: number } | null {
    const last = this.samples.at(-1);
    // A node that was made anew counts from the beginning.
    if (last !== undefined && cversion < last.cversion) this.samples.length = 0;
    this.samples.push({ atMs: nowMs, cversion, depth });
    while (this.samples[1] !== undefined && this.samples[1].atMs <= nowMs - RATES_OVER_MS)
      this.samples.shift();
    const first = this.samples[0] as Sample;
    const overMs = nowMs - first.atMs;
    if (overMs < RATES_LEAST_MS) return null;
    const turns = cversion - first.cversion;
    const grown = depth - first.depth;
    const perSecond = (items: number) => Math.max(0, (items / 2 / overMs) * 1_000);
    return { in: perSecond(turns + grown), out: perSecond(turns - grown), overMs };
  }
}

function forget(list: unknown[]): void {
  if (list.length > RECIPE_HISTORY_MAX) list.splice(0, list.length - RECIPE_HISTORY_MAX);
}
