import {
  type ConnectionId,
  type Epochs,
  LogError,
  type MemberConfig,
  type MemberInput,
  type MemberView,
  Outbox,
  type PeerConfig,
  type QuorumView,
  type RecoveredState,
  type SessionView,
} from '@vivarium/engine';
import type { SessionId, Zxid } from '@vivarium/jute';
import type { MachineClock } from '../clock/machine-clock.ts';
import type { Schedule } from '../clock/schedule.ts';
import type { DiskFaults } from '../disk/disk-faults.ts';
import { settleEpochs } from '../disk/epoch-files.ts';
import { type Recovered, recover, settle } from '../disk/recover.ts';
import { SimDirectory } from '../disk/sim-directory.ts';
import { type DiskReport, SimDisk } from '../disk/sim-disk.ts';
import type { Network } from '../links/network.ts';
import type { Wire } from '../links/wire.ts';
import type { Reached } from '../run/reached.ts';
import type { TraceHash } from '../run/trace-hash.ts';
import { MemberLinks } from './member-links.ts';

/** Twice as long as in production: nothing may depend on it, and most steps of a run are ticks. */
const TICK_US = 20_000;

/** Without `at`, which the host fills in. */
export type Unstamped = MemberInput extends infer I ? (I extends MemberInput ? Omit<I, 'at'> : never) : never;

/** What the simulator needs of a member: production's, or one with a planted bug. */
export interface SimMember {
  step(input: MemberInput, outbox: Outbox): void;
  view(): MemberView;
  sessionViews(): SessionView[];
  ephemerals(): Map<SessionId, string[]>;
  treeDigest(): bigint;
  /** Only of an ensemble's member. */
  quorumView?(): QuorumView;
  readonly lastApplied?: Zxid;
}

export interface Boot {
  readonly config: MemberConfig;
  readonly recovered: RecoveredState;
  readonly seed: number;
  /** Null for a member that stands alone. */
  readonly ensemble: { readonly peer: PeerConfig; readonly epochs: Epochs } | null;
}
export type MemberFactory = (boot: Boot) => SimMember;

/** What whoever checks the run is told while it goes on. */
export interface HostObserver {
  /** `epochs`: null for a member that stands alone. */
  recovered(host: MemberHost, recovered: Recovered, epochs: Epochs | null): void;
  /** Its files cannot be served from. */
  refused(host: MemberHost, error: LogError): void;
  /** Before orders that a step gave are carried out. */
  stepped(host: MemberHost): void;
  truncated(host: MemberHost, recovered: Recovered): void;
  appended(host: MemberHost, records: Uint8Array): void;
  heard(wire: Wire, bytes: Uint8Array): void;
  failed(host: MemberHost, error: unknown): void;
  ended(host: MemberHost): void;
}

export interface HostParts {
  readonly config: MemberConfig;
  /** Null for a member that stands alone. */
  readonly peer: PeerConfig | null;
  readonly schedule: Schedule;
  readonly network: Network;
  readonly clock: MachineClock;
  readonly faults: DiskFaults;
  readonly factory: MemberFactory;
  readonly observer: HostObserver;
  readonly trace: TraceHash;
  readonly reached: Reached;
  readonly seed: number;
}

/** A client's connection as the host sees it. */
interface Connection {
  readonly wire: Wire;
  isPaused: boolean;
  readonly held: Uint8Array[];
  isGone: boolean;
}

/** Drives one member: turns its orders into disk, links and clients, and what they do into inputs. */
export class MemberHost {
  readonly sid: number;
  readonly directory = new SimDirectory();
  readonly parts: HostParts;
  readonly outbox = new Outbox();
  member: SimMember | null = null;
  recovered: Recovered | null = null;
  /** The last zxid that the member was told to be durable. */
  flushedZxid = 0;
  /** Goes up with each start; what an earlier life ordered means nothing to a later one. */
  private life = 0;
  /** Something that was durable was taken from it, which the others have. */
  isRobbed = false;
  private disk: SimDisk | null = null;
  private links: MemberLinks | null = null;
  private readonly connections = new Map<ConnectionId, Connection>();
  private nextConnection = 1;
  private isStopped = false;
  private backlog: Unstamped[] = [];
  private isStepping = false;

  constructor(parts: HostParts) {
    this.parts = parts;
    this.outbox.eventsWanted = true;
    this.sid = parts.config.sid;
  }

  get node(): string {
    return `m${this.sid}`;
  }

  get isUp(): boolean {
    return this.member !== null;
  }

  get isPaused(): boolean {
    return this.isStopped;
  }

  get backlogLength(): number {
    return this.backlog.length;
  }

  /** Recovers and starts; false when the files must not be served from. */
  start(): boolean {
    if (this.member !== null) return true;
    const { schedule, network, faults, observer, config, factory } = this.parts;
    network.machineStarts(this.node);
    let recovered: Recovered;
    let epochs: Epochs | null = null;
    const { peer } = this.parts;
    try {
      recovered = recover(this.directory);
      if (peer !== null) epochs = settleEpochs(this.directory, recovered.lastZxid);
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      observer.refused(this, error);
      return false;
    }
    observer.recovered(this, recovered, epochs);
    settle(this.directory, recovered);
    this.life++;
    const { tree, sessions, lastZxid } = recovered;
    this.recovered = recovered;
    const { directory } = this;
    const report = (each: DiskReport): void => this.step(each);
    const epoch = epochs?.current ?? null;
    this.disk = new SimDisk({ directory, faults, schedule, report, lastZxid, epoch });
    const seed = this.parts.seed + this.life;
    const ensemble = peer === null || epochs === null ? null : { peer, epochs };
    this.member = factory({ config, recovered: { tree, sessions, lastZxid }, seed, ensemble });
    if (peer !== null) this.links = new MemberLinks(this.node, network, (input) => this.step(input));
    network.listen(this.node, 'client', (wire, from) => this.accept(wire, from));
    this.tick(this.life);
    return true;
  }

  /** The process ends: by a signal, with the power of its machine, or because its disk failed. */
  crash(cause: 'signal' | 'power' | 'disk'): void {
    if (this.member === null) return;
    const { network, faults, observer } = this.parts;
    this.end();
    network.processEnds(this.node, cause === 'power');
    // After a failed sync nobody knows what is on the disk; a signal leaves the page cache as it is.
    if (cause !== 'signal') this.directory.losePower(faults.crashPrng, faults.sectorBytes);
    observer.ended(this);
  }

  /** The stopped machine gets an empty disk. */
  replaceDisk(): void {
    this.directory.wipe();
    this.flushedZxid = 0;
  }

  /** An administrator asks for a snapshot. */
  wantSnapshot(): void {
    this.step({ type: 'snapshotWanted' });
  }

  /** SIGSTOP: the kernel goes on taking bytes, the process does nothing. */
  pause(): void {
    if (this.member !== null) this.isStopped = true;
  }

  resume(): void {
    if (!this.isStopped) return;
    this.isStopped = false;
    // Time passed; then everything that waited, in its order.
    const backlog = this.backlog.splice(0);
    this.step({ type: 'tick' });
    for (const input of backlog) this.step(input);
  }

  private end(): void {
    this.life++;
    this.member = null;
    this.isStopped = false;
    this.backlog = [];
    this.disk?.stop();
    this.links?.stop();
    this.links = null;
    this.connections.clear();
    this.clearOutbox();
  }

  private clearOutbox(): void {
    const { outbox } = this;
    outbox.replies.clear();
    outbox.clientOrders.length = 0;
    outbox.diskOrders.length = 0;
    outbox.linkOrders.length = 0;
    outbox.linkBytes.clear();
    outbox.events.length = 0;
  }

  private tick(life: number): void {
    if (life !== this.life) return;
    if (!this.isStopped) this.step({ type: 'tick' });
    this.parts.schedule.after(TICK_US, () => this.tick(life));
  }

  private step(input: Unstamped): void {
    if (this.member === null) return;
    if (this.isStopped || this.isStepping) {
      this.backlog.push(input);
      return;
    }
    this.isStepping = true;
    const { life } = this;
    this.stepNow(input);
    this.isStepping = false;
    if (life === this.life && !this.isStopped && this.backlog.length > 0) {
      this.step(this.backlog.shift() as Unstamped);
    }
  }

  private stepNow(input: Unstamped): void {
    const { clock, schedule, observer, trace } = this.parts;
    const { life } = this;
    if (input.type !== 'tick') {
      trace.addText(input.type);
      trace.add(schedule.nowUs);
      trace.add(this.sid);
    }
    if (input.type === 'flushed') this.flushedZxid = input.zxid;
    else if (input.type === 'logTruncated') {
      this.flushedZxid = input.recovered.lastZxid;
      observer.truncated(this, input.recovered as Recovered);
    } else if (input.type === 'linkBytes') trace.addBytes(input.bytes);
    try {
      const at = clock.at(schedule.nowUs);
      this.member?.step(
        input.type === 'tick' ? { type: 'tick', at } : ({ ...input, at } as MemberInput),
        this.outbox,
      );
    } catch (error) {
      observer.failed(this, error);
      this.crash('signal');
      return;
    }
    for (const order of this.outbox.diskOrders) {
      if (order.type === 'append') observer.appended(this, order.records.view());
    }
    observer.stepped(this);
    this.carryOut();
    // The host ends a process whose disk failed.
    if (input.type === 'diskFailed') schedule.after(0, () => life === this.life && this.crash('disk'));
  }

  private accept(wire: Wire, from: string) {
    const id = this.nextConnection++;
    const connection: Connection = { wire, isPaused: false, held: [], isGone: false };
    this.connections.set(id, connection);
    const { life } = this;
    this.step({
      type: 'clientConnected',
      connection: id,
      origin: { address: '10.0.0.1', port: 40_000 + Number(from.slice(1)), secure: false },
    });
    return {
      opened: () => {},
      received: (bytes: Uint8Array) => {
        if (life !== this.life) return;
        if (connection.isPaused) connection.held.push(bytes);
        else this.clientBytes(id, connection, bytes);
      },
      closed: (cause: string) => {
        if (life !== this.life || connection.isGone) return;
        connection.isGone = true;
        this.connections.delete(id);
        this.step({ type: 'clientGone', connection: id, cause });
      },
    };
  }

  private clientBytes(id: ConnectionId, connection: Connection, bytes: Uint8Array): void {
    this.step({ type: 'clientBytes', connection: id, bytes });
    if (!this.isStopped) this.parts.observer.heard(connection.wire, bytes);
  }

  private carryOut(): void {
    const { outbox } = this;
    const { trace } = this.parts;
    if (outbox.events.length > 0) this.parts.reached.note(this.sid, outbox.events);
    outbox.events.length = 0;
    // Most ticks order nothing.
    if (outbox.isEmpty) return;
    for (const [id, writer] of outbox.replies) {
      const connection = this.connections.get(id);
      const bytes = writer.copy();
      trace.addBytes(bytes);
      connection?.wire.send(1, bytes);
      outbox.recycle(writer);
    }
    outbox.replies.clear();
    for (const order of outbox.clientOrders.splice(0)) this.clientOrder(order);
    for (const order of outbox.diskOrders.splice(0)) {
      if (order.type === 'append') {
        trace.addBytes(order.records.view());
      }
      this.disk?.execute(order);
      if (order.type === 'append') outbox.recycleRecords(order.records);
    }
    this.links?.carryOut(outbox, (bytes) => trace.addBytes(bytes));
  }

  private clientOrder(order: Outbox['clientOrders'][number]): void {
    const connection = this.connections.get(order.connection);
    if (connection === undefined) return;
    const { life } = this;
    switch (order.type) {
      case 'close':
      case 'fourLetterWord':
        connection.isGone = true;
        connection.wire.close(1);
        this.connections.delete(order.connection);
        break;
      case 'pause':
        connection.isPaused = true;
        break;
      case 'resume':
        connection.isPaused = false;
        for (const bytes of connection.held.splice(0)) this.clientBytes(order.connection, connection, bytes);
        break;
      case 'tellDrained':
        this.parts.schedule.after(1000, () => {
          if (life === this.life) this.step({ type: 'clientDrained', connection: order.connection });
        });
        break;
    }
  }
}
