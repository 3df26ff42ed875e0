import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Histogram } from './load/histogram.ts';
import type { Job, Message } from './load/job.ts';

const entry = fileURLToPath(new URL('./load/generator.ts', import.meta.url));

export interface LoadResult {
  readonly operations: number;
  readonly perSecond: number;
  readonly elapsedMs: number;
  readonly histogram: Histogram;
  readonly endedAtMs: number;
}

type Done = Extract<Message, { type: 'done' }>;

/** One generator process. */
class Generator {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(entry, [], { serialization: 'advanced' });
  }

  give(job: Job | 'begin'): void {
    this.#child.send(job);
  }

  /** The next message of a type; rejects when the generator fails or ends first. */
  heard<T extends Message['type']>(type: T): Promise<Extract<Message, { type: T }>> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#child.off('message', take);
        this.#child.off('exit', ended);
      };
      const ended = (code: number | null) => {
        stop();
        reject(new Error(`a generator ended with ${code}`));
      };
      const take = (message: Message) => {
        if (message.type === 'failed') {
          stop();
          reject(new Error(message.reason));
        } else if (message.type === type) {
          stop();
          resolve(message as Extract<Message, { type: T }>);
        }
      };
      this.#child.on('message', take);
      this.#child.on('exit', ended);
    });
  }

  end(): void {
    this.#child.disconnect();
  }
}

/** The processes that make load. Each cell says how many of them it needs. */
export class Generators {
  readonly #all: Generator[];

  constructor(count: number) {
    this.#all = Array.from({ length: count }, () => new Generator());
  }

  get count(): number {
    return this.#all.length;
  }

  /** Gives each job to a generator of its own, lets them begin together, and adds up what they did. */
  async run(jobs: readonly Job[]): Promise<LoadResult> {
    const used = this.#all.slice(0, jobs.length);
    const ready = used.map((generator) => generator.heard('ready'));
    used.forEach((generator, at) => {
      generator.give(jobs[at] as Job);
    });
    await Promise.all(ready);
    const done = used.map((generator) => generator.heard('done'));
    for (const generator of used) generator.give('begin');
    return sum(await Promise.all(done));
  }

  /** Like `run` for jobs that say when they are armed; `armed` is called then. */
  async runArmed(job: Job, armed: () => Promise<void>): Promise<LoadResult> {
    const ready = this.#all.map((generator) => generator.heard('armed'));
    const done = this.#all.map((generator) => generator.heard('done'));
    for (const generator of this.#all) generator.give(job);
    await Promise.all(ready);
    await armed();
    return sum(await Promise.all(done));
  }

  async release(): Promise<void> {
    const done = this.#all.map((generator) => generator.heard('done'));
    for (const generator of this.#all) generator.give({ kind: 'release' });
    await Promise.all(done);
  }

  end(): void {
    for (const generator of this.#all) generator.end();
  }
}

function sum(results: readonly Done[]): LoadResult {
  const histogram = new Histogram();
  let perSecond = 0;
  for (const result of results) {
    histogram.add(new Histogram(result.histogram));
    perSecond += (result.operations / result.elapsedMs) * 1000;
  }
  return {
    operations: results.reduce((total, { operations }) => total + operations, 0),
    perSecond,
    elapsedMs: Math.max(...results.map(({ elapsedMs }) => elapsedMs)),
    endedAtMs: Math.max(...results.map(({ endedAtMs }) => endedAtMs)),
    histogram,
  };
}
