import { type Change, PLANT_NODES_MAX, type PlantNode, type PlantView } from '@vivarium/contract';
import { hex64, type Stat } from '@vivarium/jute';
import { CANARY_PATH } from '@vivarium/observe';
import type { Hub } from '../stream/hub.ts';
import { inParallel } from '../znodes/in-parallel.ts';
import type { KindSource, NodeKind } from '../znodes/node-kind.ts';
import { below, nameOf, parentOf } from '../znodes/znode-path.ts';
import { chooseChildren, holders } from './choose.ts';
import { Recency } from './recency.ts';

/** It is drawn anew at most so often, ms. */
const REDRAW_MS = 250;
const READS_IN_FLIGHT = 16;
/** Names of a node with more children are not read: of those, only what changes is drawn. */
const LISTED_CHILDREN_MAX = 1_000;
/** Changes whose nodes have a claim to be drawn, however deep they are. */
const LIVELY_MAX = 80;
const DEPTH_MAX = 8;

/** What the plant reads; all reject with a ZooKeeperError. */
export interface PlantSoil {
  /** Null when there is no such node. */
  stat(path: string): Promise<Stat | null>;
  readonly kindOf: KindSource;
  /** Null when they may not be listed, or the node has gone. */
  childNames(path: string): Promise<readonly string[] | null>;
}

interface Known {
  readonly stat: Stat;
  readonly made: NodeKind;
  /** Null when they may not be listed. */
  readonly names: ReadonlySet<string> | null;
}

/**
 * The tree as the Case shows it: at most 140 znodes, chosen by how lately they changed and how near the root they are.
 * What was read once is read again only after a change there, so a quiet tree costs the ensemble nothing; nothing at
 * all is read while nobody looks.
 */
export class Plant {
  readonly #hub: Hub;
  readonly #soil: PlantSoil;
  readonly #recency = new Recency();
  readonly #unfollow: () => void;
  readonly #known = new Map<string, Known>();
  #isSoiled = true;
  #isGrowing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #view: PlantView | null = null;

  constructor(hub: Hub, soil: PlantSoil) {
    this.#hub = hub;
    this.#soil = soil;
    this.#unfollow = hub.follow((changes) => this.#follow(changes));
  }

  /** Someone has begun to look: what is known is told at once, and brought up to date. */
  look(): void {
    if (this.#view !== null) this.#hub.publish({ kind: 'plant', plant: this.#view });
    this.#isSoiled = true;
    this.#schedule();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#unfollow();
  }

  #follow(changes: readonly Change[] | null): void {
    if (changes === null) this.#forgetAll();
    else for (const change of changes) this.#take(change);
    this.#schedule();
  }

  #take(change: Change): void {
    if (change.kind === 'reread') this.#forgetAll();
    if (change.kind !== 'znode' || change.change === 'stat' || change.path === CANARY_PATH) return;
    const { path } = change;
    const parent = parentOf(path);
    if (change.change === 'deleted') {
      this.#recency.forget(path);
      this.#known.delete(path);
    } else if (change.change !== 'children') this.#recency.touch(path, this.#hub.nowMs);
    if (change.change === 'children') this.#known.delete(path);
    else if (change.change !== 'changed' && parent !== null) this.#known.delete(parent);
    this.#isSoiled = true;
  }

  #forgetAll(): void {
    this.#known.clear();
    this.#isSoiled = true;
  }

  #schedule(): void {
    if (!this.#isSoiled || this.#isGrowing || this.#timer !== undefined || !this.#hub.isPlantSeen()) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#grow();
    }, REDRAW_MS);
  }

  async #grow(): Promise<void> {
    this.#isGrowing = true;
    this.#isSoiled = false;
    try {
      const nodes = await this.#nodes();
      this.#view = { nodes, readAtMs: this.#hub.nowMs };
      this.#hub.publish({ kind: 'plant', plant: this.#view });
    } catch {
      // Without a connection the last picture stands, as old as its time says; what comes after redraws it.
      this.#known.clear();
    } finally {
      this.#isGrowing = false;
      this.#schedule();
    }
  }

  async #nodes(): Promise<PlantNode[]> {
    const alive = this.#alive();
    const drawn: PlantNode[] = [];
    let level = ['/'];
    for (let depth = 0; level.length > 0 && depth <= DEPTH_MAX; depth += 1) {
      const room = PLANT_NODES_MAX - drawn.length;
      const known = await inParallel(level.slice(0, room), READS_IN_FLIGHT, (path) => this.#read(path));
      const next: string[] = [];
      for (const [at, path] of level.slice(0, room).entries()) {
        const found = known[at];
        if (found === undefined || found === null) continue;
        drawn.push(this.#draw(path, found));
        next.push(...this.#branches(path, found, alive));
      }
      // Where there is not room for all, what is alive comes first.
      level = next.sort((a, b) => Number(alive.has(b)) - Number(alive.has(a)));
    }
    this.#prune(drawn);
    return drawn;
  }

  /** The nodes that changed lately, and all above them. */
  #alive(): Set<string> {
    const alive = new Set<string>();
    for (const path of this.#recency.newest(LIVELY_MAX))
      for (let at: string | null = path; at !== null && !alive.has(at); at = parentOf(at)) alive.add(at);
    return alive;
  }

  #branches(path: string, { stat, names }: Known, alive: ReadonlySet<string>): string[] {
    if (names === null) return [];
    if (stat.numChildren <= LISTED_CHILDREN_MAX)
      return chooseChildren(path, [...names], this.#recency, alive).map((name) => below(path, name));
    const lively = [...alive].filter((each) => parentOf(each) === path).map(nameOf);
    return chooseChildren(path, lively, this.#recency, alive).map((name) => below(path, name));
  }

  async #read(path: string): Promise<Known | null> {
    const kept = this.#known.get(path);
    if (kept !== undefined) return kept;
    const stat = await this.#soil.stat(path);
    if (stat === null) return null;
    const isListed = stat.numChildren > 0 && stat.numChildren <= LISTED_CHILDREN_MAX;
    const names = isListed ? await this.#soil.childNames(path) : [];
    const made = await this.#soil.kindOf(path, stat);
    const known = { stat, made, names: names === null ? null : new Set(names) };
    this.#known.set(path, known);
    return known;
  }

  #draw(path: string, { stat, made, names }: Known): PlantNode {
    const { kind } = made;
    const isEphemeral = kind === 'ephemeral';
    return {
      path,
      kind,
      owner: isEphemeral ? hex64(stat.ephemeralOwner) : null,
      children: stat.numChildren,
      isClosed: names === null,
      holds: isEphemeral && this.#isFirst(path),
      changedAtMs: this.#recency.at(path),
    };
  }

  #isFirst(path: string): boolean {
    const siblings = this.#known.get(parentOf(path) ?? '/')?.names;
    return siblings !== null && siblings !== undefined && holders([...siblings]).has(nameOf(path));
  }

  /** What is no longer drawn is not kept up to date, so it is not kept. */
  #prune(drawn: readonly PlantNode[]): void {
    const paths = new Set(drawn.map(({ path }) => path));
    for (const path of this.#known.keys()) if (!paths.has(path)) this.#known.delete(path);
  }
}
