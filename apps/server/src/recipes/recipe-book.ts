import {
  type Change,
  type FollowedRecipe,
  type FoundRecipe,
  type FoundRecipes,
  RECIPE_KINDS,
  RECIPE_SEARCH_NODES_MAX,
  type RecipeKind,
  type RecipeView,
} from '@vivarium/contract';
import { CANARY_PATH } from '@vivarium/observe';
import { refuse } from '../faults.ts';
import type { Hub } from '../stream/hub.ts';
import { inParallel } from '../znodes/in-parallel.ts';
import { below, parentOf } from '../znodes/znode-path.ts';
import { CLAIM_SUFFIXES } from './claims-path.ts';
import { RecipeMemory } from './recipe-memory.ts';
import type { RecipeReader } from './recipe-reader.ts';

/** A recipe is read anew at most so often, ms. */
const READ_MS = 250;
/** Rates sink while nothing happens: recipes on a screen are told again after so long, ms. */
const REFRESH_MS = 2_000;
/** A tree that is ours is searched so often at most, ms, when its shape changed. */
const SEARCH_MS = 30_000;
/** A list of the found ones is good for so long, ms. */
const FOUND_FOR_MS = 2_000;
const DEPTH_MAX = 12;
const LOOKS_IN_FLIGHT = 16;
/** Children of one node that the search goes into. */
const WIDTH_MAX = 200;
/** Recipes whose history is kept. */
const REMEMBERED_MAX = 500;

/** The servers' own nodes and ours. */
const NOT_SEARCHED = new Set(['/zookeeper', parentOf(CANARY_PATH) ?? CANARY_PATH]);

/** What the search sees at a node. */
interface Sight {
  readonly found: FoundRecipe | null;
  readonly below: readonly string[];
  /** There are more children than are gone into. */
  readonly isCut: boolean;
}

const keyOf = ({ path, as }: FollowedRecipe): string => `${as ?? ''} ${path}`;

/**
 * The recipes of the ensemble: found by shape, read on demand, and told to the pages that follow them. Every recipe
 * that was found or asked for is followed from then on, so that its history has no gaps. An ensemble of ours is
 * searched from the start; of one that is not, nothing is read before somebody looks for recipes.
 */
export class RecipeBook {
  readonly #hub: Hub;
  readonly #reader: RecipeReader;
  readonly #memories = new Map<string, { readonly recipe: FollowedRecipe; readonly memory: RecipeMemory }>();
  readonly #dirty = new Set<string>();
  readonly #unfollow: () => void;
  #found: { readonly atMs: number; readonly list: Promise<FoundRecipes> } | null = null;
  #reading: ReturnType<typeof setTimeout> | undefined;
  readonly #refreshing: ReturnType<typeof setInterval>;
  #isReading = false;
  /** Since the last search, something came or went where no recipe is known. */
  #isOverlooked = true;
  readonly #searching: ReturnType<typeof setInterval>;

  constructor(hub: Hub, reader: RecipeReader, isOurs: boolean) {
    this.#hub = hub;
    this.#reader = reader;
    this.#refreshing = setInterval(() => this.look(), REFRESH_MS);
    this.#searching = setInterval(() => {
      if (isOurs && this.#isOverlooked) this.found(null).catch(() => undefined);
    }, SEARCH_MS);
    this.#unfollow = hub.follow((changes) => this.#follow(changes));
  }

  /** Recipes on a screen are told as they stand: somebody has begun to follow, or time has passed. */
  look(): void {
    for (const recipe of this.#hub.followedRecipes()) {
      this.#remember(recipe);
      this.#dirty.add(keyOf(recipe));
    }
    this.#schedule();
  }

  /** @throws NONODE, and what a read throws */
  async view(path: string, as: RecipeKind | null): Promise<RecipeView> {
    const recipe = { path, as };
    const view = await this.#reader.read(path, as, this.#remember(recipe));
    if (view !== null) return view;
    this.#memories.delete(keyOf(recipe));
    throw refuse('NONODE');
  }

  async found(kind: RecipeKind | null): Promise<FoundRecipes> {
    const { nowMs } = this.#hub;
    if (this.#found === null || nowMs - this.#found.atMs > FOUND_FOR_MS) {
      const list = this.#search();
      this.#found = { atMs: nowMs, list };
      list.catch(() => {
        this.#found = null;
      });
    }
    const { recipes, ...rest } = await this.#found.list;
    const wanted = kind === null ? recipes : recipes.filter((recipe) => recipe.kind === kind);
    return { ...rest, recipes: wanted };
  }

  close(): void {
    clearTimeout(this.#reading);
    clearInterval(this.#refreshing);
    clearInterval(this.#searching);
    this.#unfollow();
  }

  #remember(recipe: FollowedRecipe): RecipeMemory {
    const key = keyOf(recipe);
    const known = this.#memories.get(key);
    if (known !== undefined) return known.memory;
    const oldest = this.#memories.keys().next();
    if (this.#memories.size >= REMEMBERED_MAX && !oldest.done) this.#memories.delete(oldest.value);
    const memory = new RecipeMemory(this.#hub.nowMs);
    this.#memories.set(key, { recipe, memory });
    return memory;
  }

  #follow(changes: readonly Change[] | null): void {
    if (changes === null) this.#soilAll();
    else for (const change of changes) this.#take(change);
    this.#schedule();
  }

  #take(change: Change): void {
    if (change.kind === 'reread') this.#soilAll();
    if (change.kind !== 'znode' || change.change === 'stat' || change.path === CANARY_PATH) return;
    let isKnown = change.change === 'changed';
    for (const path of concerned(change.path)) {
      for (const as of [null, ...RECIPE_KINDS]) {
        const key = keyOf({ path, as });
        if (!this.#memories.has(key)) continue;
        this.#dirty.add(key);
        isKnown = true;
      }
    }
    if (!isKnown) this.#isOverlooked = true;
  }

  #soilAll(): void {
    for (const key of this.#memories.keys()) this.#dirty.add(key);
  }

  #schedule(): void {
    if (this.#dirty.size === 0 || this.#isReading || this.#reading !== undefined) return;
    this.#reading = setTimeout(() => {
      this.#reading = undefined;
      void this.#readDirty();
    }, READ_MS);
  }

  async #readDirty(): Promise<void> {
    this.#isReading = true;
    const keys = [...this.#dirty];
    this.#dirty.clear();
    try {
      const followed = new Set(this.#hub.followedRecipes().map(keyOf));
      for (const key of keys) {
        const known = this.#memories.get(key);
        if (known === undefined) continue;
        const { path, as } = known.recipe;
        const view = await this.#reader.read(path, as, known.memory);
        if (view === null && !followed.has(key)) this.#memories.delete(key);
        if (!followed.has(key)) continue;
        const gone = { path, atMs: this.#hub.nowMs, as, confidence: 'possible', evidence: [] } as const;
        const recipe = view ?? { ...gone, evidence: [], facts: { kind: 'none' } };
        this.#hub.publish({ kind: 'recipe', recipe });
      }
    } catch {
      // Without a connection nothing is told; coming back, everything is read again.
      for (const key of keys) this.#dirty.add(key);
    } finally {
      this.#isReading = false;
      this.#schedule();
    }
  }

  /** Level by level, so that what is near the root is found in a tree that is too large. */
  async #search(): Promise<FoundRecipes> {
    const recipes: FoundRecipe[] = [];
    this.#isOverlooked = false;
    let looked = 0;
    let isPartial = false;
    let level = ['/'];
    for (let depth = 0; level.length > 0 && depth <= DEPTH_MAX; depth += 1) {
      const most = RECIPE_SEARCH_NODES_MAX - looked;
      if (level.length > most) isPartial = true;
      const paths = level.slice(0, most);
      looked += paths.length;
      const sights = await inParallel(paths, LOOKS_IN_FLIGHT, (path) => this.#look(path));
      level = [];
      for (const sight of sights) {
        if (sight === null) continue;
        if (sight.found !== null) recipes.push(sight.found);
        if (sight.isCut) isPartial = true;
        level.push(...sight.below);
      }
    }
    this.#schedule();
    return { atMs: this.#hub.nowMs, recipes, looked, isPartial };
  }

  /** One node of the search: the recipe there, and where to look on. */
  async #look(path: string): Promise<Sight | null> {
    const seen = await this.#reader.look(path);
    if (seen === null) return null;
    const { names, node } = seen;
    const key = keyOf({ path, as: null });
    const recognised = seen.recognised ?? this.#memories.get(key)?.memory.recognised ?? null;
    // Any leaf that was ever changed could be a configuration.
    const isListed =
      recognised !== null && !(recognised.kind === 'configuration' && recognised.confidence === 'possible');
    if (isListed) {
      this.#remember({ path, as: null }).recognised = recognised;
      this.#dirty.add(key);
    }
    const size = recognised?.kind === 'configuration' ? 0 : names.length;
    const found = isListed ? { path, ...recognised, size } : null;
    // Below a line or a queue there is nothing but its items.
    const isEnd = recognised !== null && recognised.confidence !== 'possible';
    if (isEnd || node.stat.ephemeralOwner !== 0n) return { found, below: [], isCut: false };
    const children = names.slice(0, WIDTH_MAX).map((name) => below(path, name));
    return {
      found,
      below: children.filter((child) => !NOT_SEARCHED.has(child)),
      isCut: names.length > WIDTH_MAX,
    };
  }
}

/** Where a recipe may stand that a change of this node is news for: there, above it, or beside it, for a claim. */
function concerned(changed: string): string[] {
  const parent = parentOf(changed);
  if (parent === null) return [changed];
  const suffix = CLAIM_SUFFIXES.find((each) => parent.endsWith(each));
  return suffix === undefined ? [changed, parent] : [changed, parent, parent.slice(0, -suffix.length)];
}
