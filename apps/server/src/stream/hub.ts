import { randomBytes } from 'node:crypto';
import {
  BATCH_MS,
  type Change,
  EVENTS_KEPT,
  type EventView,
  type FollowedRecipe,
  type MeansView,
  type ResetMessage,
  STRATA_KEPT,
} from '@vivarium/contract';
import type { EnsemblePicture } from '../ensemble/picture.ts';
import { Pending } from './pending.ts';
import { Ring } from './ring.ts';

const CHANGES_KEPT = 5_000;
/** Lines of the event list per second; what is above is counted, not listed. */
const EVENTS_PER_SECOND_MAX = 40;
/** What one transaction brings comes in several pieces: they leave together. */
const GATHER_MS = 4;
/** Paths of which is remembered whether anyone looks there. */
const SEEN_MAX = 10_000;

/** A page that is told of changes: an open socket. */
export interface Subscriber {
  /** There are changes, or time has passed. */
  flush(): void;
  /** Whether a change at this path is on its screen. */
  sees(path: string): boolean;
  /** Whether the plant is on its screen. */
  seesPlant(): boolean;
  /** The recipes that it follows; none when missing. */
  recipes?(): readonly FollowedRecipe[];
}

/** What of a reset is not of the ensemble. */
export type Desk = () => Pick<ResetMessage, 'jobs' | 'guard'>;

const NO_DESK: ReturnType<Desk> = {
  jobs: [],
  guard: { connection: '', mode: 'locked', unlockedUntilMs: null, prefixes: [] },
};

/** Everything a page is told passes here, numbered once, whoever reads it and however fast. */
export class Hub {
  /** Names this run of the server: numbers of another run mean nothing here. */
  readonly stream = randomBytes(9).toString('base64url');
  readonly #picture: EnsemblePicture;
  readonly #wallMs: () => number;
  readonly #ring = new Ring<Change>(CHANGES_KEPT);
  readonly #pending = new Pending();
  /** Of each path that was asked for since the last batch, or since somebody looked elsewhere. */
  readonly #seen = new Map<string, boolean>();
  readonly #subscribers = new Set<Subscriber>();
  readonly #followers = new Set<() => void>();
  readonly #events: EventView[] = [];
  #eventId = 0;
  #second = { startMs: 0, listed: 0, thinned: null as EventView | null };
  #batch: ReturnType<typeof setTimeout> | undefined;
  #flushedAtMs = 0;
  #desk: Desk = () => NO_DESK;
  #means: () => MeansView[] = () => [];

  constructor(picture: EnsemblePicture, wallMs: () => number) {
    this.#picture = picture;
    this.#wallMs = wallMs;
  }

  /** Where the jobs and the guard of a reset come from. */
  attach(desk: Desk): void {
    this.#desk = desk;
  }

  /** By which means the ensemble is seen, as a reset tells it. */
  seenBy(means: () => MeansView[]): void {
    this.#means = means;
  }

  get seq(): number {
    this.#settle();
    return this.#ring.seq;
  }

  /** Pages that are connected. */
  get size(): number {
    return this.#subscribers.size;
  }

  get nowMs(): number {
    return this.#wallMs();
  }

  since(seq: number): readonly Change[] | null {
    this.#settle();
    return this.#ring.since(seq);
  }

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
    this.looked();
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    this.looked();
  }

  /**
   * For parts of this server that live by what happens: `take` is given every change from now on, batch by batch, or null
   * when some were missed. Returns what ends it.
   */
  follow(take: (changes: readonly Change[] | null) => void): () => void {
    let seen = this.seq;
    const flush = (): void => {
      const changes = this.since(seen);
      seen = this.seq;
      take(changes);
    };
    this.#followers.add(flush);
    return () => this.#followers.delete(flush);
  }

  /** Whether anyone looks there: nothing is read from the ensemble for nobody. */
  isSeen(path: string): boolean {
    const known = this.#seen.get(path);
    if (known !== undefined) return known;
    let isSeen = false;
    for (const subscriber of this.#subscribers) isSeen ||= subscriber.sees(path);
    if (this.#seen.size >= SEEN_MAX) this.#seen.clear();
    this.#seen.set(path, isSeen);
    return isSeen;
  }

  /** Somebody looks at something else from now on. */
  looked(): void {
    this.#seen.clear();
  }

  isPlantSeen(): boolean {
    for (const subscriber of this.#subscribers) if (subscriber.seesPlant()) return true;
    return false;
  }

  /** The recipes that are on a screen. */
  followedRecipes(): FollowedRecipe[] {
    return [...this.#subscribers].flatMap((subscriber) => subscriber.recipes?.() ?? []);
  }

  publish(change: Change): void {
    this.#pending.add(change);
    this.#schedule();
  }

  /** The picture is another one from here on: every page is given the whole of it. */
  renew(): void {
    this.#settle();
    this.#ring.clear();
    this.#schedule();
  }

  /** Adds a line to the event list; the same thing again at once only counts up. */
  tell(what: EventView['what'], about: Partial<Pick<EventView, 'path' | 'member' | 'detail'>> = {}): void {
    const atMs = this.#wallMs();
    const event = { atMs, what, path: null, member: null, detail: null, ...about };
    const last = this.#events.at(-1);
    if (
      last?.what === what &&
      last.path === event.path &&
      last.member === event.member &&
      event.path !== null
    ) {
      this.#list({ ...event, id: last.id, count: last.count + 1 });
      return;
    }
    if (atMs - this.#second.startMs >= 1_000) this.#second = { startMs: atMs, listed: 0, thinned: null };
    this.#second.listed += 1;
    if (this.#second.listed > EVENTS_PER_SECOND_MAX && event.path !== null) {
      this.#thin(atMs);
      return;
    }
    this.#eventId += 1;
    this.#list({ ...event, id: this.#eventId, count: 1 });
  }

  /** The whole picture, for who comes new or has missed too much. */
  reset(): ResetMessage {
    this.#settle();
    return {
      type: 'reset',
      stream: this.stream,
      seq: this.seq,
      nowMs: this.#wallMs(),
      ensemble: this.#picture.view(),
      events: [...this.#events],
      strata: this.#picture.strata(STRATA_KEPT),
      ...this.#desk(),
      means: this.#means(),
    };
  }

  close(): void {
    clearTimeout(this.#batch);
  }

  /** After a quiet stretch at once, else with the batch: a single change waits for no other. */
  #schedule(): void {
    if (this.#batch !== undefined) return;
    const waitedMs = performance.now() - this.#flushedAtMs;
    this.#batch = setTimeout(
      () => {
        this.#batch = undefined;
        this.#flushedAtMs = performance.now();
        this.#seen.clear();
        for (const flush of this.#followers) flush();
        for (const subscriber of this.#subscribers) subscriber.flush();
      },
      Math.max(GATHER_MS, BATCH_MS - waitedMs),
    );
  }

  /** What waits gets its numbers. */
  #settle(): void {
    for (const change of this.#pending.take()) this.#ring.push(change);
  }

  #thin(atMs: number): void {
    const past = this.#second.thinned;
    if (past === null) this.#eventId += 1;
    const line: EventView = {
      id: past?.id ?? this.#eventId,
      atMs,
      what: 'eventsThinned',
      path: null,
      member: null,
      detail: null,
      count: (past?.count ?? 0) + 1,
    };
    this.#second.thinned = line;
    this.#list(line);
  }

  #list(event: EventView): void {
    if (this.#events.at(-1)?.id === event.id) this.#events.pop();
    else if (this.#events.length === EVENTS_KEPT) this.#events.shift();
    this.#events.push(event);
    this.publish({ kind: 'event', event });
  }
}
