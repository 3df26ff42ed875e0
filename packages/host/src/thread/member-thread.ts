import type { Worker } from 'node:worker_threads';
import type { ConnectionView, MemberView, SessionView } from '@vivarium/engine';
import type { EventListener } from '../server/event-feed.ts';
import type { Logger } from '../server/logger.ts';
import type { CallName, Calls, ThreadMessage, ThreadPorts } from './messages.ts';

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (cause: Error) => void;
}

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
  private readonly gone: Promise<void>;
  private fail: (cause: Error) => void = () => {};
  private nextId = 1;
  private ending = false;
  private isGone = false;

  /** Of a worker that has said `started`. */
  constructor(worker: Worker, ports: ThreadPorts, logger: Logger) {
    this.worker = worker;
    this.logger = logger;
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

  /** The text that the word would be answered with, whitelist included. */
  fourLetterWord(word: string): Promise<string> {
    return this.call('fourLetterWord', word);
  }

  /** @returns what ends the subscription */
  subscribe(listener: EventListener): () => void {
    this.listeners.add(listener);
    this.wantEvents();
    return () => {
      this.listeners.delete(listener);
      this.wantEvents();
    };
  }

  /** A clean stop; resolves when the thread has ended. */
  async stop(): Promise<void> {
    this.ending = true;
    await this.call('stop', null).catch(() => null);
    await this.kill();
  }

  /** Ends the thread without warning: to its data directory this is a crash of the process. */
  async kill(): Promise<void> {
    this.ending = true;
    await this.worker.terminate();
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
    if (message.type === 'events') for (const listener of this.listeners) listener(message.events);
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
