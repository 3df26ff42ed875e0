import { randomBytes } from 'node:crypto';
import {
  BATCH_MS,
  type Change,
  EVENTS_KEPT,
  type EventView,
  type FollowedRecipe,
  type ResetMessage,
  STRATA_KEPT,
} from '@vivarium/contract';
import type { EnsemblePicture } from '../ensemble/picture.ts';
import { Ring } from './ring.ts';

const CHANGES_KEPT = 5_000;
/** Lines of the event list per second; what is above is counted, not listed. */
const EVENTS_PER_SECOND_MAX = 40;

/** Someone who is told of changes: an open socket. */
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
  readonly #subscribers = new Set<Subscriber>();
  #events: EventView[] = [];
  #eventId = 0;
  #second = { startMs: 0, listed: 0, thinned: null as EventView | null };
  #batch: ReturnType<typeof setTimeout> | undefined;
  #desk: Desk = () => NO_DESK;

  constructor(picture: EnsemblePicture, wallMs: () => number) {
    this.#picture = picture;
    this.#wallMs = wallMs;
  }

  /** Where the jobs and the guard of a reset come from. */
  attach(desk: Desk): void {
    this.#desk = desk;
  }

  get seq(): number {
    return this.#ring.seq;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  get nowMs(): number {
    return this.#wallMs();
  }

  since(seq: number): readonly Change[] | null {
    return this.#ring.since(seq);
  }

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  /** Whether anyone looks there: nothing is read from the ensemble for nobody. */
  isSeen(path: string): boolean {
    for (const subscriber of this.#subscribers) if (subscriber.sees(path)) return true;
    return false;
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
    this.#ring.push(change);
    this.#batch ??= setTimeout(() => {
      this.#batch = undefined;
      for (const subscriber of this.#subscribers) subscriber.flush();
    }, BATCH_MS);
  }

  /** The picture is another one from here on: every page is given the whole of it. */
  renew(): void {
    this.#ring.clear();
    this.#batch ??= setTimeout(() => {
      this.#batch = undefined;
      for (const subscriber of this.#subscribers) subscriber.flush();
    }, BATCH_MS);
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
    return {
      type: 'reset',
      stream: this.stream,
      seq: this.seq,
      nowMs: this.#wallMs(),
      ensemble: this.#picture.view(),
      events: this.#events,
      strata: this.#picture.strata(STRATA_KEPT),
      ...this.#desk(),
    };
  }

  close(): void {
    clearTimeout(this.#batch);
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
    const last = this.#events.at(-1);
    const kept = last?.id === event.id ? this.#events.slice(0, -1) : this.#events;
    this.#events = [...kept, event].slice(-EVENTS_KEPT);
    this.publish({ kind: 'event', event });
  }
}
