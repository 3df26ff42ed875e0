import {
  ByteReader,
  ByteWriter,
  PacketType,
  type QuorumPacket,
  type SessionId,
  type Zxid,
} from '@vivarium/jute';
import type { EnsembleEventBody } from '@vivarium/timeline';
import { SnapshotReader } from '../../log/snapshot-reader.ts';
import type { Instant, Ticket } from '../../member/input.ts';
import { Outbox } from '../../member/outbox.ts';
import type { RecoveredState } from '../../member/recovered-state.ts';
import { DataTree } from '../../tree/data-tree.ts';
import { PacketLinks, type PacketReceiver } from '../links/packet-links.ts';
import type { ForwardedRequest, Replica } from '../replica.ts';
import type { Turn } from '../turn.ts';
import { MajorityVerifier } from '../verifier/majority.ts';
import { CommittedLog, type LoggedEntry } from '../zab/committed-log.ts';
import { Learner, type LearnerPorts } from '../zab/learner.ts';
import { writePacket } from '../zab/packets.ts';
import { SnapshotIntake } from '../zab/snapshot-intake.ts';

const LINK = 1;
const ACTIVATION_BYTES = 8;
/** The leader pings every half tick of its own, which we do not know: longer than any tick in use. */
const TIMES = { tickTimeMs: 1_000, initLimitTicks: 60, syncLimitTicks: 6 } as const;

/** What the tap asks of whoever drives it. All calls come from within its own methods. */
export interface TapPorts {
  send(bytes: Uint8Array): void;
  /** A transaction that is history: header, txn, optional digest. The bytes are the tap's no longer. */
  committed(zxid: Zxid, entry: Uint8Array): void;
  /** Why no whole copy may be taken now; null when one may. */
  refusal(): string | null;
  /** A whole copy begins, at this zxid. */
  copying(zxid: Zxid): void;
  /** A whole copy stands in place of all that was known. */
  replaced(state: RecoveredState): void;
  /** The configuration as the leader has it. */
  configured(text: Uint8Array): void;
  /** The leader's history and ours are one: from here on every transaction is told as it commits. */
  established(epoch: number): void;
}

/** How far a tap has come. */
export type TapPhase = 'greeting' | 'synchronizing' | 'copying' | 'streaming';

/**
 * The client's side of the quorum port for whoever only wants to know: an observer in no configuration, which votes for
 * nothing, keeps no epoch and forwards no request. One of these lives as long as one connection. It says acceptedEpoch 0
 * and currentEpoch -1, so that it counts for nothing where the leader counts.
 */
export class ObserverTap implements Replica, PacketReceiver {
  private readonly ports: TapPorts;
  private readonly links: PacketLinks;
  private readonly learner: Learner;
  private readonly history = new CommittedLog();
  private readonly outbox = new Outbox();
  private readonly hashSeed: number;
  private at: Instant;
  private pending: LoggedEntry[] = [];
  private tickets: Ticket[] = [];
  private ticket = 0;
  private end: string | null = null;
  private copied: RecoveredState | null = null;
  private isEstablished = false;
  lastLogged: Zxid;
  lastApplied: Zxid;

  /**
   * @param sid in no configuration, above all that are
   * @param from the newest transaction that is known; 0 for none
   * @param hashSeed of the trees that whole copies make, see DataTree
   */
  constructor(
    sid: number,
    from: Zxid,
    packetBytesMax: number,
    hashSeed: number,
    at: Instant,
    ports: TapPorts,
  ) {
    this.ports = ports;
    this.hashSeed = hashSeed;
    this.lastLogged = from;
    this.lastApplied = from;
    this.at = at;
    this.links = new PacketLinks(packetBytesMax, this);
    this.links.open(LINK);
    this.learner = new Learner(LINK, true, this.portsFor(sid), this, this.history, this.turn());
  }

  /** Why it ended; null while it goes on. */
  get over(): string | null {
    return this.end ?? this.learner.over;
  }

  /** The leader's epoch; 0 before it said so. */
  get epoch(): number {
    return this.learner.epoch;
  }

  get phase(): TapPhase {
    const { phase } = this.learner;
    if (phase === 'serving') return 'streaming';
    if (phase === 'loading' || phase === 'installing') return 'copying';
    return phase === 'greeting' || phase === 'accepting' ? 'greeting' : 'synchronizing';
  }

  received(bytes: Uint8Array, at: Instant): void {
    this.at = at;
    if (this.over === null) this.links.received(LINK, bytes);
  }

  /** To be called every second or so: ends a connection on which nothing is heard. */
  tick(at: Instant): void {
    this.at = at;
    if (this.over === null) this.learner.tick(this.turn());
  }

  // What arrives.

  takes(): 'packets' | 'raw' | 'nothing' {
    if (this.over !== null) return 'nothing';
    return this.learner.isLoading ? 'raw' : 'packets';
  }

  packet(_link: number, packet: QuorumPacket): void {
    if (packet.type === PacketType.snap) {
      this.end = this.ports.refusal();
      if (this.end !== null) return;
      this.ports.copying(packet.zxid);
    }
    if (packet.type === PacketType.newLeader && packet.data !== null && packet.data.length > 0)
      this.ports.configured(packet.data);
    this.learner.received(plain(packet), this.turn());
    this.settle();
    if (this.learner.phase !== 'serving' || this.isEstablished) return;
    this.isEstablished = true;
    this.ports.established(this.learner.epoch);
  }

  raw(bytes: Uint8Array): Uint8Array | null {
    const rest = this.learner.receivedRaw(bytes, this.turn());
    this.settle();
    return rest;
  }

  breach(_link: number, cause: string): void {
    this.end ??= cause;
  }

  // What the learner makes of it.

  log(proposal: LoggedEntry): void {
    this.pending.push(proposal);
    this.lastLogged = proposal.zxid;
  }

  uncommitted(): readonly LoggedEntry[] {
    return this.pending;
  }

  commit(upTo: Zxid): void {
    let count = 0;
    for (const { zxid, entry } of this.pending) {
      if (zxid > upTo) break;
      count += 1;
      this.lastApplied = zxid;
      this.ports.committed(zxid, entry);
    }
    if (count === this.pending.length) this.pending = [];
    else this.pending.splice(0, count);
  }

  /** Only what is committed is ever kept, and that is not taken back. */
  forgetAfter(): void {
    this.end ??= 'the leader takes back what was committed: its history is another one';
  }

  propose(_request: ForwardedRequest): void {
    throw new Error('a tap proposes nothing');
  }

  startEpoch(): void {
    throw new Error('a tap leads nobody');
  }

  touch(): boolean {
    return false;
  }

  takeTouched(): readonly { readonly sessionId: SessionId; readonly timeoutMs: number }[] {
    return [];
  }

  revalidated(): void {}

  synced(): void {}

  /** Nothing here waits for a disk: what the learner orders from one is done at once. */
  private settle(): void {
    for (let ticket = this.tickets.shift(); ticket !== undefined; ticket = this.tickets.shift())
      this.learner.diskDone(ticket, this.turn());
  }

  private newTicket(): Ticket {
    this.ticket += 1;
    this.tickets.push(this.ticket);
    return this.ticket;
  }

  private turn(): Turn {
    return { at: this.at, outbox: this.outbox };
  }

  private portsFor(sid: number): LearnerPorts {
    const neverAsked = (): never => {
      throw new Error('a tap has no log and no learners');
    };
    return {
      identity: { sid, verifier: new MajorityVerifier([]), configText: '', configVersion: 0, times: TIMES },
      epochs: { accepted: 0, current: -1 },
      send: (_link, packet) => this.send(packet),
      sendRaw: neverAsked,
      close: (_link, cause) => this.breach(LINK, cause),
      storeEpoch: () => this.newTicket(),
      readLog: neverAsked,
      // By then `forgetAfter` has ended it.
      truncate: () => this.newTicket(),
      streamSnapshot: neverAsked,
      change: { treeWantedIn: null },
      note: (_event: EnsembleEventBody) => {},
      receiveSnapshot: (zxid) => this.intake(zxid),
      installSnapshot: () => this.install(),
    };
  }

  private intake(zxid: Zxid): SnapshotIntake {
    const tree = new DataTree(this.hashSeed);
    return new SnapshotIntake(new SnapshotReader(tree, 'stream'), (sessions) => {
      tree.lastProcessedZxid = zxid;
      this.copied = { tree, sessions, lastZxid: zxid };
    });
  }

  private install(): Ticket {
    if (this.copied === null) throw new Error('no whole copy was taken');
    this.pending = [];
    this.lastLogged = this.copied.lastZxid;
    this.lastApplied = this.copied.lastZxid;
    this.ports.replaced(this.copied);
    this.copied = null;
    return this.newTicket();
  }

  private send(packet: QuorumPacket): void {
    const writer = new ByteWriter(64);
    writePacket(writer, packet);
    this.ports.send(writer.copy());
  }
}

/** A transaction that also changes who forms the ensemble says before it who is to lead. */
function plain(packet: QuorumPacket): QuorumPacket {
  if (packet.type === PacketType.commitAndActivate) return { ...packet, type: PacketType.commit, data: null };
  if (packet.type !== PacketType.informAndActivate || packet.data === null) return packet;
  new ByteReader(packet.data).require(ACTIVATION_BYTES);
  return { ...packet, type: PacketType.inform, data: packet.data.subarray(ACTIVATION_BYTES) };
}
