import type { Worker } from 'node:worker_threads';
import type { ConnectionView, LearnerTraffic, MemberView, SessionView, WatchView } from '@vivarium/engine';
import type { EventListener, MemberEvent } from '../server/event-feed.ts';
import type { Logger } from '../server/logger.ts';
import type { ServerOptions } from '../server/start-server.ts';
import { fromMachineMs } from './machine-clock.ts';
import type { CallName, Calls, ThreadMessage, ThreadPorts } from './messages.ts';

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (cause: Error) => void;
}

/** Takes what moved between a leader and its learners since the last time. */
export type TrafficListener = (learners: readonly LearnerTraffic[]) => void;

/** A server in a thread, seen from its owner. Calls reject once the thread is gone. */
export class MemberThread {
  readonly clientPort: number | null;
  readonly secureClientPort: number | null;
  readonly metricsPort: number | null;
  /** Resolves when the server ended by itself, with the reason; never after `stop` or `kill`. */
  readonly failed: Promise<Error>;
  private readonly worker: Worker;
  private readonly logger: Logger;
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Set<EventListener>();
  private readonly trafficListeners = new Set<TrafficListener>();
  private readonly gate: Int32Array<SharedArrayBuffer>;
  /** Called when the thread moves on after a pause. */
  private resumed: () => void = () => {};
  private readonly gone: Promise<void>;
  private fail: (cause: Error) => void = () => {};
  private nextId = 1;
  private ending = false;
  private isGone = false;

  /** Of a worker that has said `started`. */
  constructor(
    worker: Worker,
    ports: ThreadPorts,
    gate: SharedArrayBuffer,
    { logger, events }: ServerOptions,
  ) {
    this.worker = worker;
    this.gate = new Int32Array(gate);
    this.logger = logger;
    if (events !== undefined) this.listeners.add(events);
    this.clientPort = ports.clientPort;
    this.secureClientPort = ports.secureClientPort;
    this.metricsPort = ports.metricsPort;
    this.failed = new Promise((resolve) => {
      this.fail = resolve;
    });
    this.gone = new Promise((resolve) => {
      worker.once('exit', () => {
        this.ended(new Error('the thread has ended'));
        resolve();
      });
    });
    worker.on('message', (message: ThreadMessage) => this.received(message));
    worker.on('error', (error) => this.ended(error));
  }

  view(): Promise<MemberView> {
    return this.call('view', null);
  }

  connections(): Promise<ConnectionView[]> {
    return this.call('connections', null);
  }

  sessions(): Promise<SessionView[]> {
    return this.call('sessions', null);
  }

  watches(): Promise<WatchView[]> {
    return this.call('watches', null);
  }

  /** The text that the word would be answered with, whitelist included. */
  fourLetterWord(word: string): Promise<string> {
    return this.call('fourLetterWord', word);
  }

  /** Events with times on the clock of this thread. @returns what ends the subscription */
  subscribe(listener: EventListener): () => void {
    this.listeners.add(listener);
    this.wantEvents();
    return () => {
      this.listeners.delete(listener);
      this.wantEvents();
    };
  }

  /** @returns what ends the subscription */
  subscribeTraffic(listener: TrafficListener): () => void {
    this.trafficListeners.add(listener);
    this.call('wantTraffic', true).catch(() => {});
    return () => {
      this.trafficListeners.delete(listener);
      if (this.trafficListeners.size === 0) this.call('wantTraffic', false).catch(() => {});
    };
  }

  /** Keeps this member from dialling these others, until told otherwise. */
  async cutFrom(sids: readonly number[]): Promise<void> {
    await this.call('cutFrom', sids);
  }

  /**
   * Makes the thread stand still: it handles nothing, its sockets stay open. Resolves when it does so, with what resolves
   * when it moves on: after `forMs`, or at `resume`.
   */
  async pause(forMs: number | null): Promise<{ readonly over: Promise<void> }> {
    const over = new Promise<void>((resolve) => {
      this.resumed = resolve;
    });
    Atomics.store(this.gate, 0, 1);
    await this.call('pause', forMs);
    return { over };
  }

  /** Ends a pause. */
  resume(): void {
    Atomics.store(this.gate, 0, 0);
    Atomics.notify(this.gate, 0);
  }

  /** A clean stop; resolves when the thread has ended. */
  async stop(): Promise<void> {
    this.ending = true;
    this.resume();
    await this.call('stop', null).catch(() => null);
    await this.kill();
  }

  /** Ends the thread without warning: to its data directory this is a crash of the process. */
  async kill(): Promise<void> {
    this.ending = true;
    const terminated = this.worker.terminate();
    // One that stands still wakes into its end.
    this.resume();
    await terminated;
    await this.gone;
  }

  private wantEvents(): void {
    // A thread that has ended sends none anyway.
    this.call('wantEvents', this.listeners.size > 0).catch(() => {});
  }

  private call<Name extends CallName>(
    name: Name,
    argument: Calls[Name]['argument'],
  ): Promise<Calls[Name]['answer']> {
    return new Promise((resolve, reject) => {
      if (this.isGone) {
        reject(new Error('the thread has ended'));
        return;
      }
      const id = this.nextId++;
      this.pending.set(id, { resolve, reject });
      this.worker.postMessage({ id, name, argument });
    });
  }

  private received(message: ThreadMessage): void {
    if (message.type === 'events') {
      const events = onThisClock(message.events);
      for (const listener of this.listeners) listener(events);
    } else if (message.type === 'traffic') {
      for (const listener of this.trafficListeners) listener(message.learners);
    } else if (message.type === 'resumed') this.resumed();
    else if (message.type === 'log') this.logger[message.level](message.message);
    else if (message.type === 'failed') this.fail(new Error(message.message));
    else if (message.type === 'answer') {
      this.pending.get(message.id)?.resolve(message.value as never);
      this.pending.delete(message.id);
    }
  }

  private ended(cause: Error): void {
    this.isGone = true;
    for (const { reject } of this.pending.values()) reject(cause);
    this.pending.clear();
    if (!this.ending) this.fail(cause);
  }
}

/** Events of another thread, their times on the clock of this one. */
export function onThisClock(events: readonly MemberEvent[]): MemberEvent[] {
  return events.map((event) => ({ ...event, atMs: fromMachineMs(event.atMs) }));
}
