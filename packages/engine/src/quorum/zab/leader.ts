import {
  ByteReader,
  ByteWriter,
  epochOf,
  learnerInfo,
  makeZxid,
  PacketType,
  type QuorumPacket,
  type Zxid,
} from '@vivarium/jute';
import type { LinkId, Ticket } from '../../member/input.ts';
import type { LeadingView } from '../quorum-view.ts';
import type { Replica } from '../replica.ts';
import type { Turn } from '../turn.ts';
import { commitAll } from './commit-all.ts';
import type { CommittedLog, LoggedEntry } from './committed-log.ts';
import { refusalOf } from './greeting.ts';
import { LearnerHandler, type LearnerTraffic } from './learner-handler.ts';
import { LearnerRequests } from './learner-requests.ts';
import { PROTOCOL_VERSION, packet, packetName, SNAPSHOT_SIGNATURE, UP_TO_DATE } from './packets.ts';
import { Proposals } from './proposals.ts';
import type { RolePorts } from './role-ports.ts';
import { SyncBarriers } from './sync-barriers.ts';
import { planSync } from './sync-plan.ts';

export type LeaderPhase =
  | 'discovery'
  | 'accepting'
  | 'acknowledging'
  | 'storing'
  | 'synchronization'
  | 'broadcast';

/** Links that have said nothing yet; the oldest goes when one more comes. */
const SILENT_LINKS_MAX = 64;
/** What may wait for one learner's UPTODATE, bytes; above it, it has to synchronize anew. */
const HELD_BYTES_MAX = 256 * 1024 * 1024;
const EMPTY: readonly LoggedEntry[] = [];

/**
 * A member that was elected: it finds a new epoch with a quorum, brings learners to its own history, then
 * proposes and commits. It gives up, for a new election, when a quorum is lost or proves to know more.
 */
export class Leader {
  phase: LeaderPhase = 'discovery';
  /** The epoch it leads; 0 until a quorum has said which it accepted. */
  epoch = 0;
  private readonly handlers = new Map<LinkId, LearnerHandler>();
  private readonly acceptedEpochs = new Map<number, number>();
  private readonly epochAcks = new Set<number>();
  private readonly newLeaderAcks = new Set<number>();
  /** Whose acks count for a learner: the link over which it was synchronized last. */
  private readonly ackers = new Map<number, LearnerHandler>();
  private readonly proposals: Proposals;
  private readonly ports: RolePorts;
  private readonly replica: Replica;
  private readonly history: CommittedLog;
  private readonly signature: Uint8Array;
  private readonly barriers = new SyncBarriers();
  private readonly requests: LearnerRequests;
  private ticket: Ticket | null = null;
  private readonly startedMs: number;
  private servingSinceMs = 0;
  private pingAtMs: number;
  private lastProposed = 0 as Zxid;
  private lastCommitted = 0 as Zxid;
  /** Set when leading is over; the peer looks for a leader again. */
  over: string | null = null;

  constructor(ports: RolePorts, replica: Replica, history: CommittedLog, turn: Turn) {
    this.ports = ports;
    this.replica = replica;
    this.history = history;
    this.proposals = new Proposals(ports.identity.verifier);
    this.requests = new LearnerRequests(this.handlers, replica, (reached) => this.confirm(reached));
    this.startedMs = turn.at.monotonicMs;
    this.pingAtMs = this.startedMs;
    const writer = new ByteWriter(16);
    writer.string(SNAPSHOT_SIGNATURE);
    this.signature = writer.copy();
    this.acceptedEpochs.set(ports.identity.sid, ports.epochs.accepted);
    this.considerEpoch();
  }

  view(): LeadingView {
    const known = [...this.handlers.values()].filter((each) => each.sid !== -1);
    const active = known.filter((each) => each.phase === 'active');
    const observers = active.filter((each) => each.isObserver).length;
    return {
      sinceMs: this.servingSinceMs,
      learners: known.length,
      syncedFollowers: active.length - observers,
      syncedObservers: observers,
      pendingSyncs: this.barriers.size,
      proposalBytes: this.proposals.bytes,
    };
  }

  traffic(): LearnerTraffic[] {
    return [...this.handlers.values()].filter(({ sid }) => sid !== -1).map((handler) => handler.traffic());
  }

  linkAccepted(link: LinkId, turn: Turn): void {
    const silent = [...this.handlers.values()].filter((each) => each.phase === 'silent');
    const oldest = silent[0];
    if (oldest !== undefined && silent.length >= SILENT_LINKS_MAX)
      this.drop(oldest, 'too many links in silence');
    this.handlers.set(link, new LearnerHandler(link, turn.at.monotonicMs, this.ports));
  }

  linkClosed(link: LinkId, cause: string): void {
    const handler = this.handlers.get(link);
    if (handler === undefined) return;
    handler.end();
    this.handlers.delete(link);
    if (handler.sid !== -1) this.ports.note({ type: 'learnerLost', learner: handler.sid, cause });
  }

  linkDrained(link: LinkId): void {
    this.handlers.get(link)?.pumpSnapshot(this.signature, this.newLeader());
  }

  received(link: LinkId, each: QuorumPacket, turn: Turn): void {
    const handler = this.handlers.get(link);
    if (handler === undefined) return;
    handler.heardMs = turn.at.monotonicMs;
    switch (handler.phase) {
      case 'silent':
        this.greeted(handler, each);
        break;
      case 'informed':
        this.acknowledgedEpoch(handler, each, turn);
        break;
      case 'syncing':
        this.acknowledgedSync(handler, each, turn);
        break;
      case 'synced':
      case 'active':
        this.stream(handler, each, turn);
        break;
      default:
        this.drop(handler, `${packetName(each.type)} while ${handler.phase}`);
    }
  }

  diskDone(ticket: Ticket, turn: Turn): void {
    if (ticket !== this.ticket) return;
    this.ticket = null;
    if (this.phase === 'accepting') {
      this.phase = 'acknowledging';
      this.ports.note({ type: 'epochAccepted', epoch: this.epoch });
      this.epochAcks.add(this.ports.identity.sid);
      this.considerEpochAcks(turn);
    } else if (this.phase === 'storing') {
      this.phase = 'synchronization';
      this.newLeaderAcks.add(this.ports.identity.sid);
      this.considerServing(turn);
    }
  }

  logRead(ticket: Ticket, entries: readonly LoggedEntry[]): void {
    // Our log holds our open proposals as well, which nobody may be told to commit.
    const committed = entries.filter(({ zxid }) => zxid <= this.lastCommitted);
    for (const handler of this.handlers.values()) {
      if (handler.readTicket !== ticket) continue;
      handler.readTicket = null;
      this.sync(handler, committed);
    }
  }

  /** Our own log holds everything up to this zxid. */
  flushed(zxid: Zxid, turn: Turn): void {
    this.proposals.ackUpTo(this.ports.identity.sid, zxid);
    this.commitWhatStands(turn);
  }

  /** A proposal of ours was given to our log: it goes to everyone before our own disk is done with it. */
  propose(entry: LoggedEntry, turn: Turn): void {
    this.lastProposed = entry.zxid;
    this.proposals.add(entry, turn.at.monotonicMs);
    const proposal = packet(PacketType.proposal, entry.zxid, entry.entry);
    for (const handler of this.handlers.values()) {
      handler.proposed(proposal);
      if (handler.heldBytes > HELD_BYTES_MAX) this.drop(handler, 'too far behind while it synchronizes');
    }
  }

  /** Calls back when everything proposed by now is committed and known to be everything: a quorum still follows us. */
  confirm(reached: () => void): void {
    const upTo = this.proposals.size === 0 ? this.lastCommitted : this.lastProposed;
    this.barriers.add(this.handlers.values(), upTo, this.lastProposed, reached);
    this.considerBarriers();
  }

  /** Lets go of what its learners were being sent. */
  end(): void {
    for (const handler of this.handlers.values()) handler.end();
  }

  tick(turn: Turn): void {
    const { tickTimeMs, initLimitTicks, syncLimitTicks } = this.ports.identity.times;
    const nowMs = turn.at.monotonicMs;
    if (this.phase !== 'broadcast') {
      if (nowMs - this.startedMs > initLimitTicks * tickTimeMs) {
        this.giveUp(`no quorum in step within initLimit (${initLimitTicks} ticks), phase ${this.phase}`);
      }
      return;
    }
    if (nowMs < this.pingAtMs) return;
    this.pingAtMs = nowMs + tickTimeMs / 2;
    const limitMs = syncLimitTicks * tickTimeMs;
    const inTouch = [this.ports.identity.sid];
    for (const handler of [...this.handlers.values()]) {
      const silentMs = nowMs - handler.heardMs;
      const waitingMs = nowMs - (this.proposals.oldestWithout(handler.sid) ?? nowMs);
      if (handler.phase !== 'active') {
        if (silentMs > initLimitTicks * tickTimeMs) this.drop(handler, 'silent for initLimit');
      } else if (silentMs > limitMs || (!handler.isObserver && waitingMs > limitMs)) {
        const cause = silentMs > limitMs ? 'silent for syncLimit' : 'a proposal unacknowledged for syncLimit';
        this.drop(handler, cause);
      } else {
        inTouch.push(handler.sid);
        handler.ping(this.lastProposed);
      }
    }
    if (!this.ports.identity.verifier.isQuorum(inTouch)) {
      this.giveUp(
        `only ${inTouch.length} of ${this.ports.identity.verifier.voters.size} voters are in touch`,
      );
    }
  }

  private greeted(handler: LearnerHandler, each: QuorumPacket): void {
    const isObserver = each.type === PacketType.observerInfo;
    if ((!isObserver && each.type !== PacketType.followerInfo) || each.data === null) {
      this.drop(handler, `${packetName(each.type)} instead of a greeting`);
      return;
    }
    const info = learnerInfo.read(new ByteReader(each.data));
    const refusal = refusalOf(
      this.ports.identity,
      info,
      epochOf(each.zxid),
      isObserver,
      this.handlers.values(),
    );
    if (refusal !== null) {
      this.drop(handler, refusal);
      return;
    }
    handler.sid = info.sid;
    handler.isObserver = isObserver;
    handler.phase = 'greeted';
    if (this.phase === 'discovery') {
      this.acceptedEpochs.set(handler.sid, epochOf(each.zxid));
      this.considerEpoch();
    } else this.inform(handler);
  }

  /** Ours is the next epoch that none of a quorum accepted. Learners hear of it beside our disk; we go on behind it. */
  private considerEpoch(): void {
    const { verifier } = this.ports.identity;
    if (!verifier.isQuorum(this.acceptedEpochs.keys())) return;
    this.epoch = Math.max(...this.acceptedEpochs.values()) + 1;
    this.phase = 'accepting';
    this.ports.note({ type: 'epochProposed', epoch: this.epoch, by: [...this.acceptedEpochs.keys()] });
    this.ticket = this.ports.storeEpoch('accepted', this.epoch);
    for (const handler of this.handlers.values()) if (handler.phase === 'greeted') this.inform(handler);
  }

  private inform(handler: LearnerHandler): void {
    const version = new ByteWriter(4);
    version.i32(PROTOCOL_VERSION);
    handler.send(packet(PacketType.leaderInfo, makeZxid(this.epoch, 0), version.copy()));
    handler.phase = 'informed';
  }

  private acknowledgedEpoch(handler: LearnerHandler, each: QuorumPacket, turn: Turn): void {
    if (each.type !== PacketType.ackEpoch || each.data === null) {
      this.drop(handler, `${packetName(each.type)} instead of ACKEPOCH`);
      return;
    }
    const currentEpoch = new ByteReader(each.data).i32();
    handler.lastZxid = each.zxid;
    handler.phase = 'ready';
    const isBefore = this.phase === 'accepting' || this.phase === 'acknowledging';
    // -1: it accepted this epoch from someone before, so its word does not count a second time.
    if (isBefore && currentEpoch !== -1) {
      const own = this.ports.epochs.current;
      if (currentEpoch > own || (currentEpoch === own && each.zxid > this.replica.lastLogged)) {
        this.giveUp(`server ${handler.sid} knows more than we do (epoch ${currentEpoch}, zxid ${each.zxid})`);
        return;
      }
      this.epochAcks.add(handler.sid);
      this.considerEpochAcks(turn);
    } else if (!isBefore) this.synchronize(handler);
  }

  /** A quorum follows us into the epoch: our whole log is history from here on. Our disk and learners get it side by side. */
  private considerEpochAcks(turn: Turn): void {
    if (this.phase !== 'acknowledging' || !this.ports.identity.verifier.isQuorum(this.epochAcks)) return;
    this.phase = 'storing';
    commitAll(this.replica, this.history, turn);
    this.lastCommitted = this.replica.lastLogged;
    this.lastProposed = makeZxid(this.epoch, 0);
    this.ticket = this.ports.storeEpoch('current', this.epoch);
    for (const handler of this.handlers.values()) if (handler.phase === 'ready') this.synchronize(handler);
  }

  private newLeader(): QuorumPacket {
    const text = new TextEncoder().encode(this.ports.identity.configText);
    return packet(PacketType.newLeader, makeZxid(this.epoch, 0), text);
  }

  private synchronize(handler: LearnerHandler): void {
    const oldest = this.history.zxids()[0] ?? this.lastCommitted;
    if (handler.lastZxid < oldest) {
      handler.phase = 'reading';
      handler.readTicket = this.ports.readLog(handler.lastZxid);
    } else this.sync(handler, EMPTY);
  }

  private sync(handler: LearnerHandler, onDisk: readonly LoggedEntry[]): void {
    const zxids = onDisk.map((each) => each.zxid);
    this.ackers.set(handler.sid, handler);
    this.proposals.revoke(handler.sid);
    const plan = planSync(handler.lastZxid, this.lastCommitted, { zxids: this.history.zxids() }, { zxids });
    handler.hold(this.proposals.all());
    if (plan.type === 'snap') {
      this.ports.note({ type: 'learnerSyncing', learner: handler.sid, how: 'snap', txns: 0 });
      handler.startSnapshot(this.ports.streamSnapshot());
      handler.pumpSnapshot(this.signature, this.newLeader());
      return;
    }
    const recent = this.history.after(plan.from);
    const firstRecent = recent[0]?.zxid ?? Number.POSITIVE_INFINITY;
    const older = onDisk.filter((each) => each.zxid > plan.from && each.zxid < firstRecent);
    const entries = [...older, ...recent];
    this.ports.note({ type: 'learnerSyncing', learner: handler.sid, how: plan.type, txns: entries.length });
    handler.sendHistory(plan.type, plan.zxid, entries, this.newLeader());
  }

  private acknowledgedSync(handler: LearnerHandler, each: QuorumPacket, turn: Turn): void {
    if (each.type === PacketType.ping) return;
    if (each.type !== PacketType.ack) {
      this.drop(handler, `${packetName(each.type)} instead of the ack of NEWLEADER`);
      return;
    }
    // Followers before 3.9.3 may acknowledge proposals of the synchronization first.
    if (each.zxid !== makeZxid(this.epoch, 0)) return;
    handler.phase = 'synced';
    // Not earlier: a link that only claims to be this learner must not cost it the one that works.
    for (const other of [...this.handlers.values()]) {
      if (other !== handler && other.sid === handler.sid) this.drop(other, 'the same learner came again');
    }
    this.ports.note({ type: 'learnerSynced', learner: handler.sid });
    this.newLeaderAcks.add(handler.sid);
    if (this.phase === 'broadcast') this.activate(handler);
    else this.considerServing(turn);
  }

  private considerServing(turn: Turn): void {
    if (this.phase !== 'synchronization' || !this.ports.identity.verifier.isQuorum(this.newLeaderAcks))
      return;
    this.phase = 'broadcast';
    this.servingSinceMs = turn.at.monotonicMs;
    this.pingAtMs = turn.at.monotonicMs;
    this.replica.startEpoch(makeZxid(this.epoch, 0));
    this.ports.note({ type: 'epochEstablished', epoch: this.epoch });
    for (const handler of this.handlers.values()) if (handler.phase === 'synced') this.activate(handler);
  }

  private activate(handler: LearnerHandler): void {
    handler.activate(UP_TO_DATE);
    this.barriers.joined(handler, this.lastProposed);
  }

  private stream(handler: LearnerHandler, each: QuorumPacket, turn: Turn): void {
    switch (each.type) {
      case PacketType.ack:
        if (handler.isObserver || this.ackers.get(handler.sid) !== handler) return;
        handler.acknowledged();
        this.proposals.ack(handler.sid, each.zxid);
        this.commitWhatStands(turn);
        return;
      case PacketType.ping:
        this.pinged(handler, each.data, turn);
        return;
      case PacketType.request:
        // Before UPTODATE there is no epoch to propose in.
        if (handler.phase !== 'active') break;
        this.requests.take(handler, each, turn);
        if (handler.waitingBytes > HELD_BYTES_MAX) this.drop(handler, 'too much waits behind a sync');
        return;
      case PacketType.revalidate:
        this.requests.revalidate(handler, each.data, turn);
        return;
    }
    this.drop(handler, `${packetName(each.type)} from a learner that is ${handler.phase}`);
  }

  private pinged(handler: LearnerHandler, data: Uint8Array | null, turn: Turn): void {
    // An answer to nothing must not pass for one to a later question.
    if (handler.pingsAnswered < handler.pingsSent) handler.pingsAnswered++;
    this.requests.touched(data, turn);
    this.considerBarriers();
    this.requests.takeWaiting(turn);
  }

  private commitWhatStands(turn: Turn): void {
    for (
      let next = this.proposals.takeCommittable();
      next !== null;
      next = this.proposals.takeCommittable()
    ) {
      const { zxid, entry } = next;
      this.lastCommitted = zxid;
      this.history.add(zxid, entry);
      const commit = packet(PacketType.commit, zxid);
      const inform = packet(PacketType.inform, zxid, entry);
      for (const handler of this.handlers.values()) {
        handler.committed(commit, inform);
        if (handler.heldBytes > HELD_BYTES_MAX) this.drop(handler, 'too far behind while it synchronizes');
      }
      this.replica.commit(zxid, turn);
    }
    this.considerBarriers();
    this.requests.takeWaiting(turn);
  }

  private considerBarriers(): void {
    if (this.barriers.size === 0) return;
    const { sid, verifier } = this.ports.identity;
    this.barriers.consider(sid, verifier, this.lastCommitted);
  }

  private drop(handler: LearnerHandler, cause: string): void {
    this.ports.close(handler.link, cause);
    this.linkClosed(handler.link, cause);
  }

  /** Ends its time as leader; the peer looks for a leader again. */
  giveUp(cause: string): void {
    if (this.over !== null) return;
    this.over = cause;
    this.ports.note({ type: 'roleEnded', cause });
  }
}
