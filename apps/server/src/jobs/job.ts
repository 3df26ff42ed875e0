import { setTimeout as delay } from 'node:timers/promises';
import {
  type Fault,
  JOB_ITEMS_MAX,
  type JobItem,
  type JobKind,
  type JobState,
  type JobView,
  type UndoOffer,
} from '@vivarium/contract';
import { asFaultError, isPassing } from '../faults.ts';
import type { Author } from '../guard/author.ts';
import { Pace } from './pace.ts';

/** How long a job waits before it asks again an ensemble that does not answer, ms. */
const WAIT_MS = 500;

/** What a job was started with; enough to start it again. */
export interface JobSpec {
  readonly kind: JobKind;
  readonly path: string;
  readonly target: string | null;
  readonly query: string | null;
  /** The body of the route that started it. */
  readonly body: unknown;
  readonly author: Author;
}

/** Kinds that go on where they stopped, or that change nothing and begin anew. */
export const RESUMABLE: readonly JobKind[] = [
  'copy',
  'acl',
  'export',
  'importPlan',
  'import',
  'search',
  'sizes',
];

/** A piece of work under way, or what is left of it. */
export class Job {
  readonly id: string;
  readonly spec: JobSpec;
  readonly items: JobItem[] = [];
  readonly #pace: Pace;
  readonly #wallMs: () => number;
  readonly #onChange: (job: Job) => void;
  readonly #cancel = new AbortController();
  readonly #counts = new Map<string, number>();
  readonly #startedAtMs: number;
  #state: JobState = 'running';
  #endedAtMs: number | null = null;
  #done = 0;
  #total: number | null = null;
  #itemsFound = 0;
  #fault: Fault | null = null;
  #digest: string | null = null;
  #fileBytes: number | null = null;
  #undo: UndoOffer | null = null;

  constructor(id: string, spec: JobSpec, wallMs: () => number, onChange: (job: Job) => void) {
    this.id = id;
    this.spec = spec;
    this.#wallMs = wallMs;
    this.#onChange = onChange;
    this.#startedAtMs = wallMs();
    this.#pace = new Pace(wallMs());
  }

  get view(): JobView {
    const { kind, path, target, query, author } = this.spec;
    const isOver = this.#endedAtMs !== null;
    const perSecond = isOver ? 0 : this.#pace.perSecond(this.#wallMs());
    return {
      id: this.id,
      kind,
      state: this.#state,
      who: author.who,
      path,
      target,
      query,
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      done: this.#done,
      total: this.#total,
      perSecond,
      leftMs: isOver || this.#total === null ? null : this.#pace.leftMs(this.#total - this.#done, perSecond),
      counts: [...this.#counts],
      items: this.items.length,
      itemsFound: this.#itemsFound,
      digest: this.#digest,
      fault: this.#fault,
      fileBytes: this.#fileBytes,
      canResume: isOver && this.#state !== 'done' && RESUMABLE.includes(kind),
      undo: this.#undo,
    };
  }

  /** Aborted when the job is to stop; what is done until then stays done. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  get isOver(): boolean {
    return this.#endedAtMs !== null;
  }

  /** The author of the job's writes. */
  get author(): Author {
    return { ...this.spec.author, job: this.id };
  }

  /** Names the counts, in the order in which they are shown. */
  names(...names: readonly string[]): void {
    for (const name of names) this.#counts.set(name, 0);
  }

  add(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  counted(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  expect(total: number): void {
    this.#total = total;
    this.#onChange(this);
  }

  advance(by: number): void {
    this.#done += by;
    this.#pace.add(by, this.#wallMs());
    this.#onChange(this);
  }

  /** Begins to count again, for another pass over the same nodes. */
  restart(total: number): void {
    this.#done = 0;
    this.expect(total);
  }

  item(what: string, path: string, facts: Partial<Pick<JobItem, 'detail' | 'bytes' | 'nodes'>> = {}): void {
    this.#itemsFound += 1;
    if (this.items.length >= JOB_ITEMS_MAX) return;
    this.items.push({ what, path, detail: null, bytes: null, nodes: null, ...facts });
  }

  digest(digest: string): void {
    this.#digest = digest;
  }

  file(bytes: number): void {
    this.#fileBytes = bytes;
  }

  offer(undo: UndoOffer | null): void {
    this.#undo = undo;
  }

  cancel(): void {
    this.#cancel.abort(new Cancelled());
  }

  /** Ends it: `null` well, else why not. */
  end(error: unknown): void {
    this.#endedAtMs = this.#wallMs();
    if (error === null) {
      this.#state = 'done';
      this.#fault = null;
    } else if (this.signal.aborted) {
      this.#state = this.signal.reason instanceof Interrupted ? 'interrupted' : 'cancelled';
      this.#fault = null;
    } else {
      this.#state = 'failed';
      this.#fault = asFaultError(error).fault;
    }
    this.#onChange(this);
  }

  /** The server stops. */
  interrupt(): void {
    this.#cancel.abort(new Interrupted());
  }

  /**
   * A read that outlasts lost connections and lost quorums: it waits, says so, and asks again until it is answered or the
   * job is cancelled.
   */
  async patiently<T>(read: () => Promise<T>): Promise<T> {
    for (;;) {
      this.signal.throwIfAborted();
      try {
        const result = await read();
        this.#moveOn();
        return result;
      } catch (error) {
        if (!isPassing(error)) throw error;
        await this.hold(error);
      }
    }
  }

  /** Says why it waits, and waits a while. @throws the signal's reason when it is cancelled */
  async hold(cause: unknown): Promise<void> {
    this.#state = 'waiting';
    this.#fault = asFaultError(cause).fault;
    this.#onChange(this);
    await delay(WAIT_MS, undefined, { signal: this.signal });
  }

  #moveOn(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'running';
    this.#fault = null;
    this.#onChange(this);
  }
}

class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
