import { PacketType, type QuorumPacket, type Zxid } from '@vivarium/jute';
import type { LinkId, Ticket } from '../../member/input.ts';
import { Fifo } from '../../pipeline/fifo.ts';
import type { LoggedEntry } from './committed-log.ts';
import { packet } from './packets.ts';
import type { RolePorts, SnapshotStream } from './role-ports.ts';

/**
 * `greeted` it said who it is; `informed` LEADERINFO was sent; `ready` its ACKEPOCH is here; `reading` its
 * history comes from the log on disk; `snapping` a snapshot flows; `syncing` NEWLEADER was sent; `synced` it
 * acknowledged; `active` UPTODATE was sent and proposals flow.
 */
export type HandlerPhase =
  | 'silent'
  | 'greeted'
  | 'informed'
  | 'ready'
  | 'reading'
  | 'snapping'
  | 'syncing'
  | 'synced'
  | 'active';

/** Bytes of a snapshot that are put on a link at a time. */
const SNAPSHOT_PIECE_BYTES = 256 * 1024;

/** Messages between a leader and one learner, since the learner came. */
export interface LearnerTraffic {
  readonly sid: number;
  proposals: number;
  commits: number;
  informs: number;
  acks: number;
  /** Sent by the leader, and answers to them. */
  pings: number;
  answers: number;
}

/** A leader's side of one learner. */
export class LearnerHandler {
  readonly link: LinkId;
  phase: HandlerPhase = 'silent';
  sid = -1;
  isObserver = false;
  /** Its last logged zxid, as ACKEPOCH said. */
  lastZxid = 0 as Zxid;
  heardMs: number;
  /** Pings sent and answered: an answer to a ping that was sent after an event proves that we still lead. */
  pingsSent = 0;
  pingsAnswered = 0;
  readTicket: Ticket | null = null;
  private readonly counts = { proposals: 0, commits: 0, informs: 0, acks: 0 };
  private snapshot: SnapshotStream | null = null;
  /** What happened since its synchronization began; it leaves after UPTODATE. */
  private held: QuorumPacket[] = [];
  /** Bytes of transactions that are held. */
  heldBytes = 0;
  /** Syncs of its clients that are not answered yet. */
  syncs = 0;
  /** What came behind them, oldest first. */
  private readonly waiting = new Fifo<QuorumPacket>();
  waitingBytes = 0;
  private readonly ports: RolePorts;

  constructor(link: LinkId, nowMs: number, ports: RolePorts) {
    this.link = link;
    this.heardMs = nowMs;
    this.ports = ports;
  }

  /** What was said so far, for whoever watches. */
  traffic(): LearnerTraffic {
    const { proposals, commits, informs, acks } = this.counts;
    return {
      sid: this.sid,
      proposals,
      commits,
      informs,
      acks,
      pings: this.pingsSent,
      answers: this.pingsAnswered,
    };
  }

  /** Whether a request that comes now has to wait for its turn. */
  waits(isSync: boolean): boolean {
    return this.waiting.length > 0 || (this.syncs > 0 && !isSync);
  }

  wait(each: QuorumPacket): void {
    // What was received lives in the read buffer, which the next turn overwrites.
    const data = each.data?.slice() ?? null;
    this.waiting.push({ ...each, data });
    this.waitingBytes += data?.length ?? 0;
  }

  /** The oldest that waits, when its turn has come; null otherwise. */
  takeWaiting(isSync: (each: QuorumPacket) => boolean): QuorumPacket | null {
    const next = this.waiting.peek();
    if (next === undefined || (this.syncs > 0 && !isSync(next))) return null;
    this.waiting.shift();
    this.waitingBytes -= next.data?.length ?? 0;
    return next;
  }

  acknowledged(): void {
    this.counts.acks++;
  }

  send(each: QuorumPacket): void {
    if (each.type === PacketType.proposal) this.counts.proposals++;
    else if (each.type === PacketType.commit) this.counts.commits++;
    else if (each.type === PacketType.inform) this.counts.informs++;
    this.ports.send(this.link, each);
  }

  /** Sends history: each proposal with its commit, as everything in it is committed. */
  sendHistory(
    how: 'diff' | 'trunc',
    zxid: Zxid,
    entries: readonly LoggedEntry[],
    newLeader: QuorumPacket,
  ): void {
    this.send(packet(how === 'diff' ? PacketType.diff : PacketType.trunc, zxid));
    for (const { zxid: each, entry } of entries) {
      this.send(packet(PacketType.proposal, each, entry));
      this.send(packet(PacketType.commit, each));
    }
    this.finishSync(newLeader);
  }

  startSnapshot(stream: SnapshotStream): void {
    this.phase = 'snapping';
    this.snapshot = stream;
    this.send(packet(PacketType.snap, stream.zxid));
  }

  /** Puts the next piece of the snapshot on the link; the link asks again when it has room. */
  pumpSnapshot(signature: Uint8Array, newLeader: QuorumPacket): void {
    if (this.snapshot === null) return;
    const { bytes, last } = this.snapshot.next(SNAPSHOT_PIECE_BYTES);
    this.ports.sendRaw(this.link, bytes);
    if (!last) return;
    this.snapshot = null;
    this.ports.sendRaw(this.link, signature);
    this.finishSync(newLeader);
  }

  /**
   * From here on everything is held until UPTODATE. Why not sent at once: followers before 3.9.3 lose a
   * proposal that comes before NEWLEADER when its commit falls between NEWLEADER and UPTODATE.
   */
  hold(outstanding: readonly LoggedEntry[]): void {
    if (this.isObserver) return;
    for (const { zxid, entry } of outstanding) this.keep(packet(PacketType.proposal, zxid, entry));
  }

  activate(upToDate: QuorumPacket): void {
    this.send(upToDate);
    for (const each of this.held) this.send(each);
    this.held = [];
    this.heldBytes = 0;
    this.phase = 'active';
  }

  proposed(each: QuorumPacket): void {
    if (!this.isObserver) this.forward(each);
  }

  committed(commit: QuorumPacket, inform: QuorumPacket): void {
    this.forward(this.isObserver ? inform : commit);
  }

  ping(lastProposed: Zxid): void {
    this.pingsSent++;
    this.send(packet(PacketType.ping, lastProposed));
  }

  end(): void {
    this.snapshot?.cancel();
    this.snapshot = null;
  }

  /** True once its synchronization began: from then on it must miss nothing. */
  get isForwarding(): boolean {
    return (
      this.phase === 'snapping' ||
      this.phase === 'syncing' ||
      this.phase === 'synced' ||
      this.phase === 'active'
    );
  }

  private forward(each: QuorumPacket): void {
    if (this.phase === 'active') this.send(each);
    else if (this.isForwarding) this.keep(each);
  }

  private keep(each: QuorumPacket): void {
    this.held.push(each);
    this.heldBytes += each.data?.length ?? 0;
  }

  private finishSync(newLeader: QuorumPacket): void {
    this.send(newLeader);
    this.phase = 'syncing';
  }
}
