import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  JOB_ITEMS_PAGE,
  JOBS_KEPT,
  type JobItem,
  type JobItems,
  type JobKind,
  type JobView,
  jobItem,
  jobView,
  type UndoOffer,
} from '@vivarium/contract';
import Type from 'typebox';
import type { AuditLog } from '../audit/audit-log.ts';
import { refuse } from '../faults.ts';
import { fits } from '../fits.ts';
import { replaceFile } from '../guard/safe-mode.ts';
import { Job, type JobSpec, RESUMABLE } from './job.ts';

const RUNNING_MAX = 8;
/** How often a running job is told of, ms. */
const TELL_MS = 200;
/** How often what it has done is kept while it runs, ms: more than that is not forgotten by a crash. */
const KEEP_MS = 2_000;
const ID = /^[a-z0-9-]{1,40}$/;

/** What a kind of job does. Resolves when it is done; rejects with why it stopped. */
export type Work = (job: Job) => Promise<void>;
export type Works = { readonly [K in JobKind]: Work };

/** A job of an earlier run of the server: what was kept of it. */
interface Past {
  view: JobView;
  readonly spec: JobSpec | null;
}

export interface JobDeskOptions {
  /** One folder per job below it. */
  readonly dir: string;
  readonly audit: AuditLog;
  readonly connection: string;
  /** What of a job can be undone. */
  readonly undoOf: (id: string) => Promise<UndoOffer | null>;
  readonly wallMs: () => number;
  readonly onChange: (view: JobView) => void;
  readonly log: (text: string) => void;
}

/** Where long work is started, watched, cancelled and found again, over reloads and restarts. */
export class JobDesk {
  readonly #options: JobDeskOptions;
  readonly #past: Map<string, Past>;
  readonly #jobs = new Map<string, Job>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #untold = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #keptAtMs = new Map<string, number>();
  #keeping: Promise<void> = Promise.resolve();
  #works: Works | null = null;
  #isClosing = false;

  private constructor(options: JobDeskOptions, past: Map<string, Past>) {
    this.#options = options;
    this.#past = past;
  }

  /** Finds the jobs of earlier runs; those that had not ended are interrupted. */
  static async open(options: JobDeskOptions): Promise<JobDesk> {
    await mkdir(options.dir, { recursive: true, mode: 0o700 });
    const found: Past[] = [];
    for (const id of await readdir(options.dir)) {
      if (!ID.test(id)) continue;
      const kept = await readKept(join(options.dir, id, 'job.json'));
      if (kept === null) continue;
      const { view } = kept;
      if (view.endedAtMs === null) {
        const canResume = RESUMABLE.includes(view.kind);
        kept.view = {
          ...view,
          undo: view.undo ?? (await options.undoOf(id)),
          state: 'interrupted',
          endedAtMs: options.wallMs(),
          perSecond: 0,
          leftMs: null,
          canResume,
        };
      }
      found.push(kept);
    }
    found.sort((a, b) => a.view.startedAtMs - b.view.startedAtMs);
    return new JobDesk(options, new Map(found.map((each) => [each.view.id, each])));
  }

  /** What each kind does; before anything is started. */
  equip(works: Works): void {
    this.#works = works;
  }

  /** All that are kept, the oldest first. */
  list(): JobView[] {
    return [
      ...[...this.#past.values()].map(({ view }) => view),
      ...[...this.#jobs.values()].map(({ view }) => view),
    ];
  }

  /** @throws NOT_FOUND */
  view(id: string): JobView {
    const found = this.#jobs.get(id)?.view ?? this.#past.get(id)?.view;
    if (found === undefined) throw refuse('NOT_FOUND');
    return found;
  }

  /** The body it was started with. @throws NOT_FOUND */
  body(id: string): unknown {
    const spec = this.#jobs.get(id)?.spec ?? this.#past.get(id)?.spec;
    if (spec === undefined || spec === null) throw refuse('NOT_FOUND');
    return spec.body;
  }

  /** The folder of its files. */
  folder(id: string): string {
    return join(this.#options.dir, id);
  }

  /** @throws TOO_MANY_JOBS */
  async start(spec: JobSpec): Promise<JobView> {
    return this.#begin(newId(this.#options.wallMs()), spec);
  }

  /** @throws NOT_FOUND, JOB_ENDED */
  cancel(id: string): JobView {
    const view = this.view(id);
    const job = this.#jobs.get(id);
    if (job === undefined || job.isOver) throw refuse('JOB_ENDED');
    job.cancel();
    return view;
  }

  /** Starts one again that was cancelled, failed or was interrupted. @throws NOT_FOUND, JOB_ENDED, TOO_MANY_JOBS */
  async resume(id: string, author: JobSpec['author']): Promise<JobView> {
    const view = this.view(id);
    const spec = this.#jobs.get(id)?.spec ?? this.#past.get(id)?.spec;
    if (!view.canResume || spec === undefined || spec === null) throw refuse('JOB_ENDED');
    return this.#begin(id, { ...spec, author: { ...author, guard: author.guard ?? spec.author.guard } });
  }

  /** A page of its result. @throws NOT_FOUND */
  async items(id: string, from: number): Promise<JobItems> {
    this.view(id);
    const all = this.#jobs.get(id)?.items ?? (await readItems(join(this.folder(id), 'items.jsonl')));
    const items = all.slice(from, from + JOB_ITEMS_PAGE);
    return { from, items, more: from + items.length < all.length };
  }

  /** Waits until a job has ended; for who goes on with its result. */
  async ended(id: string): Promise<void> {
    await this.#running.get(id);
  }

  /** Interrupts what runs; it is found again as that. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const job of this.#jobs.values()) if (!job.isOver) job.interrupt();
    await Promise.all(this.#running.values());
    for (const timer of this.#untold.values()) clearTimeout(timer);
    await this.#keeping;
  }

  async #begin(id: string, spec: JobSpec): Promise<JobView> {
    const work = this.#works?.[spec.kind];
    if (work === undefined || this.#isClosing) throw refuse('INTERNAL');
    if (this.#running.size >= RUNNING_MAX) throw refuse('TOO_MANY_JOBS');
    const job = new Job(id, spec, this.#options.wallMs, () => this.#soon(job));
    // Taken before the first await, so that the bound above holds.
    const running = this.#keep(job).then(() => this.#run(job, work));
    this.#running.set(id, running);
    this.#past.delete(id);
    this.#jobs.set(id, job);
    this.#soon(job);
    return job.view;
  }

  async #run(job: Job, work: Work): Promise<void> {
    let record: number | null = null;
    try {
      record = await this.#record(job);
      await work(job);
      job.end(null);
    } catch (error) {
      job.end(error);
      if (job.view.fault?.code === 'INTERNAL') {
        this.#options.log(`job ${job.id} failed: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
    if (record !== null) {
      const { state, fault } = job.view;
      const outcome = state === 'done' ? 'ok' : (fault?.code ?? state);
      await this.#options.audit.end([[record, outcome]]).catch(() => undefined);
    }
    this.#running.delete(job.id);
    await this.#keep(job).catch((error: unknown) => this.#options.log(`job ${job.id}: ${String(error)}`));
    this.#tell(job);
    if (!this.#isClosing) await this.#makeRoom();
  }

  /** On disk before the job reads or writes anything. */
  async #record({ id, spec }: Job): Promise<number> {
    const { audit, connection } = this.#options;
    const { kind: op, path, target, query, author } = spec;
    const { who, from, guard = {} } = author;
    const { reason, ticket } = guard;
    const why = { ...(reason === undefined ? {} : { reason }), ...(ticket === undefined ? {} : { ticket }) };
    const entry = { who, from, connection, ...why, op, path, job: id, about: target ?? query };
    return audit.beginJob(entry).catch(() => {
      throw refuse('AUDIT_FAILED');
    });
  }

  /** One after the other: two at once would write the same file. */
  #keep(job: Job): Promise<void> {
    this.#keptAtMs.set(job.id, this.#options.wallMs());
    const mine = this.#keeping.then(async () => {
      const dir = this.folder(job.id);
      await mkdir(dir, { recursive: true, mode: 0o700 });
      if (job.isOver) {
        const text = job.items.map((item) => `${JSON.stringify(item)}\n`).join('');
        await writeFile(join(dir, 'items.jsonl'), text, { mode: 0o600 });
      }
      await replaceFile(join(dir, 'job.json'), JSON.stringify({ view: job.view, spec: job.spec }));
    });
    this.#keeping = mine.catch(() => undefined);
    return mine;
  }

  async #makeRoom(): Promise<void> {
    const over = this.list().filter(({ endedAtMs }) => endedAtMs !== null);
    for (const { id } of over.slice(0, Math.max(0, over.length - JOBS_KEPT))) {
      this.#jobs.delete(id);
      this.#past.delete(id);
      this.#keptAtMs.delete(id);
      await rm(this.folder(id), { recursive: true, force: true });
    }
  }

  #soon(job: Job): void {
    if (this.#untold.has(job.id)) return;
    this.#untold.set(
      job.id,
      setTimeout(() => this.#tell(job), TELL_MS),
    );
  }

  #tell(job: Job): void {
    clearTimeout(this.#untold.get(job.id));
    this.#untold.delete(job.id);
    this.#options.onChange(job.view);
    const keptAtMs = this.#keptAtMs.get(job.id) ?? 0;
    if (job.isOver || this.#options.wallMs() - keptAtMs < KEEP_MS) return;
    this.#keep(job).catch((error: unknown) => this.#options.log(`job ${job.id}: ${String(error)}`));
  }
}

/** Sorts by time, and cannot be guessed. */
export function newId(wallMs: number): string {
  return `${Math.floor(wallMs).toString(36)}-${randomBytes(6).toString('hex')}`;
}

const keptJob = Type.Object({ view: jobView, spec: Type.Unknown() });

async function readKept(path: string): Promise<Past | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    // The spec was written by this very code and is checked again by the work that takes it.
    return fits(keptJob, value) ? { view: value.view, spec: value.spec as JobSpec } : null;
  } catch {
    return null;
  }
}

async function readItems(path: string): Promise<JobItem[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const items: JobItem[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const item: unknown = JSON.parse(line);
    if (fits(jobItem, item)) items.push(item);
  }
  return items;
}
