import { connect, type Socket } from 'node:net';
import { committedEvent, DataTree, ObserverTap, type TapPorts } from '@vivarium/engine';
import { epochOf, JuteError, ZERO_ZXID, type Zxid } from '@vivarium/jute';
import type { EventBody, MeansState, TimelineEvent } from '@vivarium/timeline';
import { type Clock, systemClock } from '../clock.ts';
import type { TreeHistory } from '../history/tree-history.ts';
import { isItself } from '../is-itself.ts';
import type { TreeReplica } from '../replica/tree-replica.ts';
import { addressOf } from '../status-poller.ts';

/** A copy costs the leader the reading of its whole tree: at most one in so long. */
export const COPY_INTERVAL_MS = 600_000;
const CONNECT_TIMEOUT_MS = 1_000;
/** Between two rounds over all members: while a leader is looked for, and later. */
const BUSY_MS = 20;
const IDLE_MS = 1_000;
const TICK_MS = 500;
/** A leader is looked for often for so long after the last one was lost. */
const BUSY_FOR_MS = 30_000;
/** Commits of one epoch are told to the timeline this often at most: it draws, it does not count. */
const TELL_MS = 50;
/** Of one packet; a member's own limit is far below. */
const PACKET_BYTES_MAX = 64 * 1024 * 1024;

/** A member that may lead, by its quorum port. */
export interface TapTarget {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

export interface QuorumTapOptions {
  /** In no configuration; above 2^32. */
  readonly sid: number;
  /** Voters, the most likely leader first; asked before each round. */
  readonly targets: () => readonly TapTarget[];
  readonly replica: TreeReplica;
  readonly history: TreeHistory;
  readonly hashSeed: number;
  readonly onEvent: (event: TimelineEvent) => void;
  /** The replica follows the leader from here on, or does so no longer. */
  readonly onStreaming: (isStreaming: boolean) => void;
  readonly clock?: Clock;
}

/** How an attempt ended. */
interface Attempt {
  readonly outcome: 'refused' | 'lost' | 'streamed';
  readonly cause: string;
}

/**
 * Observes an ensemble from its leader's quorum port and follows the leader over failovers. Only a leader listens there,
 * so that the members are tried one after the other. What is seen goes into the replica, the history and, thinned, the
 * timeline.
 */
export class QuorumTap {
  private readonly options: QuorumTapOptions;
  private readonly clock: Clock;
  private running = false;
  private loop: Promise<void> = Promise.resolve();
  private wake: () => void = () => {};
  private socket: Socket | null = null;
  private means: MeansState = { name: 'off' };
  private seq = 0;
  private busyUntilMs = 0;
  private streamed: { readonly member: number; readonly epoch: number } | null = null;
  private toldAtMs = Number.NEGATIVE_INFINITY;
  private copies = 0;

  constructor(options: QuorumTapOptions) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
  }

  get state(): MeansState {
    return this.means;
  }

  /** The member that is tapped; null while none is. */
  get leader(): number | null {
    return this.streamed?.member ?? null;
  }

  /** Whole copies that leaders gave since the start. */
  get copiesTaken(): number {
    return this.copies;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.busyUntilMs = this.clock.nowMs() + BUSY_FOR_MS;
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    this.socket?.destroy();
    this.wake();
    await this.loop;
    this.tellMeans({ name: 'off' });
  }

  /** Another member leads by now: a leader that was cut off may be silent for long. */
  leaderChanged(id: number): void {
    this.busyUntilMs = this.clock.nowMs() + BUSY_FOR_MS;
    if (this.streamed !== null && this.streamed.member !== id) this.socket?.destroy();
    this.wake();
  }

  private async run(): Promise<void> {
    while (this.running) {
      const attempt = await this.tryAll();
      if (!this.running) return;
      const waitMs = this.waitMs();
      if (waitMs > 0) this.tellMeans({ name: 'failed', cause: this.waitCause(attempt.cause) });
      else if (attempt.outcome !== 'streamed') this.tellMeans({ name: 'failed', cause: attempt.cause });
      const isBusy = attempt.outcome !== 'lost' && this.clock.nowMs() < this.busyUntilMs;
      await this.sleep(isBusy ? BUSY_MS : IDLE_MS);
    }
  }

  private async tryAll(): Promise<Attempt> {
    let said: Attempt = { outcome: 'refused', cause: 'no quorum port of a voter is known' };
    for (const target of this.options.targets()) {
      if (!this.running) break;
      const attempt = await this.converse(target);
      if (attempt.outcome === 'streamed') return attempt;
      // That a follower refuses says less than that a leader hangs up.
      if (said.outcome !== 'lost') said = attempt;
    }
    return said;
  }

  /** One connection, from dialling to its end. */
  private converse(target: TapTarget): Promise<Attempt> {
    return new Promise((resolve) => {
      const { host, port } = target;
      const where = addressOf(target);
      const socket = connect({ host, port, noDelay: true });
      this.socket = socket;
      let tap: ObserverTap | null = null;
      let why: string | null = null;
      const timer = setTimeout(() => {
        why = `quorum port ${where} took no connection`;
        socket.destroy();
      }, CONNECT_TIMEOUT_MS);
      const ticking = setInterval(() => {
        tap?.tick(this.instant());
        if (tap?.over != null) socket.destroy();
      }, TICK_MS);
      socket.once('connect', () => {
        clearTimeout(timer);
        if (isItself(socket)) socket.destroy();
        else tap = this.open(socket, target);
      });
      socket.on('data', (chunk) => {
        if (tap === null) return;
        try {
          tap.received(chunk, this.instant());
        } catch (error) {
          why = error instanceof Error ? error.message : String(error);
          // What a leader sends must not end us; but a tree that it broke is not to be read from.
          if (!(error instanceof JuteError)) this.begin();
        }
        if (tap.over !== null || why !== null) socket.destroy();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        why ??=
          error.code === 'ECONNREFUSED'
            ? `quorum port ${where} refused: only a leader listens`
            : error.message;
      });
      socket.once('close', () => {
        clearTimeout(timer);
        clearInterval(ticking);
        resolve(this.ended(tap, why, where));
      });
    });
  }

  private ended(tap: ObserverTap | null, why: string | null, where: string): Attempt {
    this.socket = null;
    const wasStreaming = this.streamed !== null;
    this.streamed = null;
    if (tap === null) return { outcome: 'refused', cause: why ?? `quorum port ${where} closed` };
    const { over } = tap;
    if (over !== null && /takes back|^TRUNC/.test(over)) this.begin();
    if (wasStreaming) {
      this.busyUntilMs = this.clock.nowMs() + BUSY_FOR_MS;
      this.options.onStreaming(false);
      const cause = over ?? `the leader at ${where} closed the connection`;
      this.tellMeans({ name: 'failed', cause });
      return { outcome: 'streamed', cause };
    }
    const silent =
      `${where} closed the connection at the greeting: it demands TLS or SASL on its quorum port, ` +
      'or has no quorum of its own yet';
    const cause = over ?? why ?? (tap.phase === 'greeting' ? silent : `${where} closed while ${tap.phase}`);
    return { outcome: tap.phase === 'greeting' && over === null ? 'refused' : 'lost', cause };
  }

  private open(socket: Socket, { id }: TapTarget): ObserverTap {
    const { sid, hashSeed, replica } = this.options;
    return new ObserverTap(
      sid,
      replica.zxid,
      PACKET_BYTES_MAX,
      hashSeed,
      this.instant(),
      this.portsFor(socket, id),
    );
  }

  private portsFor(socket: Socket, id: number): TapPorts {
    const { replica, history } = this.options;
    return {
      send: (bytes) => socket.write(bytes),
      committed: (zxid, entry) => this.commit(id, zxid, entry),
      refusal: () => (this.waitMs() > 0 ? this.waitCause('the leader offers only a whole copy') : null),
      copying: () => history.noteCopy(this.clock.wallMs()),
      replaced: (state) => {
        this.copies += 1;
        history.replace(state, state.lastZxid <= replica.zxid);
        replica.replace(state);
      },
      configured: (text) => replica.tree.setConfig(text, ZERO_ZXID, this.clock.wallMs()),
      established: (epoch) => {
        this.streamed = { member: id, epoch };
        this.tellMeans({ name: 'on' });
        this.emit(id, { type: 'epochEstablished', epoch });
        this.options.onStreaming(true);
      },
    };
  }

  private commit(id: number, zxid: Zxid, entry: Uint8Array): void {
    const { replica, history } = this.options;
    const isFirst = epochOf(replica.zxid) < epochOf(zxid);
    const { header, body } = replica.apply(zxid, entry);
    history.append(zxid, entry, replica);
    const nowMs = this.clock.nowMs();
    if (this.streamed === null || (!isFirst && nowMs - this.toldAtMs < TELL_MS)) return;
    this.toldAtMs = nowMs;
    this.emit(id, committedEvent(header, body, entry.length));
  }

  /** Everything anew: what is known is the history of another ensemble. */
  private begin(): void {
    const { replica, history, hashSeed } = this.options;
    history.clear();
    replica.replace({ tree: new DataTree(hashSeed), sessions: new Map(), lastZxid: ZERO_ZXID });
  }

  /** How long no whole copy may be asked for. */
  private waitMs(): number {
    const { lastCopyMs } = this.options.history;
    return lastCopyMs === 0 ? 0 : Math.max(0, lastCopyMs + COPY_INTERVAL_MS - this.clock.wallMs());
  }

  private waitCause(cause: string): string {
    const minutes = Math.ceil(this.waitMs() / 60_000);
    return `${cause}; the next whole copy may be taken in ${minutes} min, for one costs the leader the reading of its tree`;
  }

  private instant(): { monotonicMs: number; wallMs: number } {
    return { monotonicMs: this.clock.nowMs(), wallMs: this.clock.wallMs() };
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private tellMeans(state: MeansState): void {
    const before = this.means;
    this.means = state;
    const isSame =
      before.name === state.name &&
      (before.name !== 'failed' || before.cause === (state as typeof before).cause);
    if (!isSame) this.emit(0, { type: 'meansChanged', means: 'observer-tap', state });
  }

  private emit(member: number, body: EventBody): void {
    const { clock } = this;
    this.seq += 1;
    const stamp = { seq: this.seq, atMs: clock.nowMs(), wallMs: clock.wallMs(), member };
    this.options.onEvent({ ...stamp, means: 'observer-tap', resolutionMs: BUSY_MS, ...body });
  }
}
