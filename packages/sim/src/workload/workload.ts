import { ErrorCode } from '@vivarium/jute';
import type { SimClient } from '../client/sim-client.ts';
import type { Schedule } from '../clock/schedule.ts';
import type { Call, CreateCall, DeleteCall, OneCall, SetAclCall } from '../history/call.ts';
import type { Operation } from '../history/history.ts';
import type { Prng } from '../prng/prng.ts';
import { type Keys, PARENTS } from './keys.ts';

export type CallKind =
  | 'get'
  | 'exists'
  | 'set'
  | 'cas'
  | 'create'
  | 'delete'
  | 'children'
  | 'sequential'
  | 'ephemeral'
  | 'private'
  | 'access'
  | 'container'
  | 'ttl'
  | 'watch'
  | 'multi'
  | 'sync'
  | 'closeSession';
type SingleWrite = Exclude<OneCall, { type: 'check' }> | SetAclCall;
export type Mix = Readonly<Record<CallKind, number>>;

export interface WorkloadOptions {
  readonly mix: Mix;
  /** Requests of one client on their way at once. */
  readonly depth: number;
  readonly burstMax: number;
  /** Longest pause between two bursts, microseconds. */
  readonly pauseUs: number;
}

/** What one client does: bursts of requests, and pauses. */
export class Actor {
  readonly client: SimClient;
  private readonly options: WorkloadOptions;
  private readonly schedule: Schedule;
  private readonly keys: Keys;
  private readonly prng: Prng;
  private readonly watched: boolean;
  /** Versions seen, for writes that expect one. */
  private readonly versions = new Map<string, number>();
  private last: Operation | null = null;
  private written = 0;
  /** Parents of which this client does not know that they are there, each with its last try to make it. */
  private readonly missing = new Map<string, Operation | null>(PARENTS.map((path) => [path, null]));
  private left = 0;
  private isOver = false;

  constructor(client: SimClient, options: WorkloadOptions, schedule: Schedule, keys: Keys, prng: Prng) {
    this.client = client;
    this.options = options;
    this.schedule = schedule;
    this.keys = keys;
    this.prng = prng;
    this.watched = prng.chance(3, 4);
  }

  start(): void {
    this.client.start();
    this.schedule.after(this.prng.below(this.options.pauseUs), () => this.act());
  }

  /** No new requests from here on. */
  stop(): void {
    this.isOver = true;
  }

  /** A write that succeeds wherever a member serves. */
  probe(): void {
    const { client } = this;
    if (client.isAttached && client.outstanding < 100 && !this.makeMissing()) {
      client.send({ type: 'setData', path: '/t', value: this.value(), version: -1 });
    }
  }

  /** Asks for a parent that nobody made yet, so far as this client was told. False when there is none to ask for. */
  private makeMissing(): boolean {
    for (const [path, tried] of this.missing) {
      const err = tried?.reply?.err;
      if (err === ErrorCode.ok || err === ErrorCode.nodeExists) this.missing.delete(path);
      else if (tried === null || !this.client.awaits(tried)) {
        this.last = this.client.send(this.create(path));
        this.missing.set(path, this.last);
        return true;
      }
    }
    return false;
  }

  private act(): void {
    if (this.isOver) return;
    const { client, options, prng, schedule } = this;
    if (this.left === 0) this.left = prng.between(1, options.burstMax);
    if (client.isAttached && client.outstanding < options.depth) {
      this.learn();
      if (!this.makeMissing()) this.ask(this.nextCall());
      this.left--;
    }
    schedule.after(this.left === 0 ? prng.below(options.pauseUs) : prng.below(8000), () => this.act());
  }

  private ask(call: Call): void {
    if (call.type === 'closeSession') this.client.closeSession();
    else this.last = this.client.send(call);
  }

  /** Takes the version out of the last reply. */
  private learn(): void {
    const reply = this.last?.reply;
    const call = this.last?.call;
    if (reply == null || call === undefined || reply.err !== ErrorCode.ok) return;
    const { result } = reply;
    if (!('path' in call)) return;
    if ('stat' in result && result.stat !== null) this.versions.set(call.path, result.stat.version);
  }

  private nextCall(): Call {
    const kind = this.prng.weighted(this.options.mix);
    const { keys } = this;
    const watch = this.watched && this.prng.chance(1, 3);
    switch (kind) {
      case 'get':
        return { type: 'getData', path: keys.register(), watch };
      case 'exists':
        return { type: 'exists', path: this.prng.chance(4, 5) ? keys.register() : this.childPath(), watch };
      case 'children':
        return { type: 'getChildren', path: this.prng.pick(PARENTS), watch };
      case 'sync':
        return { type: 'sync', path: keys.register() };
      case 'watch':
        return this.addWatch();
      case 'closeSession':
        return { type: 'closeSession' };
      case 'multi':
        return { type: 'multi', ops: Array.from({ length: this.prng.between(2, 5) }, () => this.part()) };
      default:
        return this.write(kind);
    }
  }

  private write(
    kind: Exclude<CallKind, 'get' | 'exists' | 'children' | 'sync' | 'closeSession' | 'multi' | 'watch'>,
  ): SingleWrite {
    const path = this.keys.register();
    switch (kind) {
      case 'set':
        return { type: 'setData', path, value: this.value(), version: -1 };
      case 'cas':
        return { type: 'setData', path, value: this.value(), version: this.versions.get(path) ?? 0 };
      case 'create':
        return this.create(this.prng.chance(3, 4) ? path : this.childPath());
      case 'delete': {
        const isRegister = this.prng.chance(3, 4);
        const version = this.prng.chance(1, 2) ? -1 : (this.versions.get(path) ?? 0);
        return { type: 'delete', path: isRegister ? path : this.childPath(), version };
      }
      case 'sequential':
        return this.create('/q/n-', { sequential: true, ephemeral: this.prng.chance(1, 4) });
      case 'ephemeral':
        return this.create(`/e/${this.prng.below(12)}`, { ephemeral: true });
      case 'private':
        return this.create(this.childPath(), { access: 'mine' });
      case 'access': {
        const access = this.prng.chance(1, 2) ? 'mine' : 'open';
        return { type: 'setACL', path: this.childPath(), access, version: this.prng.chance(3, 4) ? -1 : 1 };
      }
      case 'container':
        return this.inContainer(`/t/k${this.prng.below(3)}`);
      case 'ttl': {
        const ttlMs = this.prng.between(1, 20) * 1000;
        return this.create(`/t/l${this.prng.below(6)}`, { kind: { ttlMs } });
      }
    }
  }

  /** A container is swept away when its last child is deleted. */
  private inContainer(path: string): CreateCall | DeleteCall {
    const child = `${path}/${this.prng.below(2)}`;
    const dice = this.prng.below(4);
    if (dice === 0) return this.create(path, { kind: 'container' });
    return dice === 1 ? this.create(child) : { type: 'delete', path: child, version: -1 };
  }

  private addWatch(): Call {
    const isRecursive = this.prng.chance(1, 2);
    const path = this.prng.chance(1, 2) ? this.prng.pick(PARENTS) : this.keys.register();
    return { type: 'addWatch', path, isRecursive };
  }

  private part(): OneCall {
    const kind = this.prng.below(6);
    const path = this.prng.chance(1, 2) ? this.keys.register() : this.childPath();
    if (kind === 0) return { type: 'check', path, version: this.prng.chance(1, 2) ? -1 : 0 };
    if (kind === 1) return { type: 'delete', path, version: -1 };
    if (kind === 2) return { type: 'setData', path, value: this.value(), version: -1 };
    if (kind === 3) return this.create('/q/m-', { sequential: true });
    return this.create(path);
  }

  private childPath(): string {
    return `/t/${this.prng.below(10)}`;
  }

  private create(path: string, how: Partial<CreateCall> = {}): CreateCall {
    const value = this.value();
    return { type: 'create', path, value, ephemeral: false, sequential: false, access: 'open', ...how };
  }

  /** No two writes of a run carry the same value. */
  private value(): string {
    return `${this.client.id}.${this.written++}`;
  }
}
