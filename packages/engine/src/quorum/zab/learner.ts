import {
  ByteReader,
  ByteWriter,
  counterOf,
  epochOf,
  forwardedRequest,
  hex64,
  isEpoch,
  learnerInfo,
  makeZxid,
  NO_SESSION,
  NO_ZXID,
  OpCode,
  PacketType,
  type QuorumPacket,
  type SessionId,
  touchedSession,
  ZERO_ZXID,
  type Zxid,
} from '@vivarium/jute';
import type { LinkId, Ticket } from '../../member/input.ts';
import { Fifo } from '../../pipeline/fifo.ts';
import type { ForwardedRequest, Replica } from '../replica.ts';
import type { Turn } from '../turn.ts';
import { commitAll } from './commit-all.ts';
import type { CommittedLog, LoggedEntry } from './committed-log.ts';
import { encoded, PROTOCOL_VERSION, packet, packetName } from './packets.ts';
import type { RolePorts } from './role-ports.ts';

/**
 * `greeting` we said who we are; `accepting` the new epoch goes to disk; `choosing` the leader decides how to
 * synchronize us; `truncating` our log is cut; `loading` a snapshot flows; `installing` it goes to disk; `syncing`
 * history flows; `storing` history and epoch go to disk; `waiting` for UPTODATE; `serving`.
 */
export type LearnerPhase =
  | 'greeting'
  | 'accepting'
  | 'choosing'
  | 'truncating'
  | 'loading'
  | 'installing'
  | 'syncing'
  | 'storing'
  | 'waiting'
  | 'serving';

/** What receives the body of a snapshot and the signature behind it. */
export interface SnapshotSink {
  /** Takes bytes; answers those that are not the snapshot's any more, or null while it is not whole. */
  push(bytes: Uint8Array): Uint8Array | null;
}

/** What a learner asks beyond what every role asks. */
export interface LearnerPorts extends RolePorts {
  /** Starts to receive a whole tree at `zxid`, to stand in place of ours once it is complete. */
  receiveSnapshot(zxid: Zxid): SnapshotSink;
  /** Puts the received tree in place and makes it durable. */
  installSnapshot(): Ticket;
  readonly change: {
    /** The epoch whose leader wanted us to forget more than our files can: it has to send us its tree. */
    treeWantedIn: number | null;
  };
}

/** The next step depends on our disk. Behind a received tree nothing may be logged before the tree is durable. */
const BUSY: ReadonlySet<LearnerPhase> = new Set(['accepting', 'truncating', 'installing', 'storing']);
const NO_BYTES = new Uint8Array(0);

/**
 * A member that follows or observes: it brings itself to the leader's history, makes that durable, and then
 * logs, acknowledges and applies what the leader says. Any breach of the protocol ends the attempt.
 */
export class Learner {
  phase: LearnerPhase = 'greeting';
  /** The leader's epoch, once it said so. */
  epoch = 0;
  readonly link: LinkId;
  /** Set when following is over; the peer looks for a leader again. */
  over: string | null = null;
  private readonly isObserver: boolean;
  private readonly ports: LearnerPorts;
  private readonly replica: Replica;
  private readonly history: CommittedLog;
  private heardMs: number;
  /** Orders to the disk that the next step waits for. */
  private readonly awaited = new Set<Ticket>();
  private ackEpochBody = -1;
  private snapshot: SnapshotSink | null = null;
  /** Logged proposals that are not committed, and those that are not acknowledged, in order. */
  private readonly uncommitted = new Fifo<LoggedEntry>();
  private readonly unacknowledged = new Fifo<Zxid>();
  private flushedTo = NO_ZXID;
  /** Where the leader has our history end: the zxid of its TRUNC or SNAP. */
  private cutAt = NO_ZXID;

  constructor(
    link: LinkId,
    isObserver: boolean,
    ports: LearnerPorts,
    replica: Replica,
    history: CommittedLog,
    turn: Turn,
  ) {
    this.link = link;
    this.isObserver = isObserver;
    this.ports = ports;
    this.replica = replica;
    this.history = history;
    this.heardMs = turn.at.monotonicMs;
    const { sid, configVersion } = ports.identity;
    const info = encoded(learnerInfo, { sid, protocolVersion: PROTOCOL_VERSION, configVersion });
    const type = isObserver ? PacketType.observerInfo : PacketType.followerInfo;
    this.send(packet(type, makeZxid(ports.epochs.accepted, 0), info));
  }

  /** While true, what arrives must wait: the next step depends on our disk. */
  get isBusy(): boolean {
    return BUSY.has(this.phase);
  }

  /** While true, what arrives is a snapshot's body and no packets. */
  get isLoading(): boolean {
    return this.phase === 'loading';
  }

  /** Bytes of a snapshot; answers those behind its end, or null while it is not whole. */
  receivedRaw(bytes: Uint8Array, turn: Turn): Uint8Array | null {
    this.heardMs = turn.at.monotonicMs;
    const rest = this.snapshot === null ? bytes : this.snapshot.push(bytes);
    if (rest === null) return null;
    this.snapshot = null;
    this.history.clear();
    this.awaited.add(this.ports.installSnapshot());
    this.phase = 'installing';
    return rest;
  }

  received(each: QuorumPacket, turn: Turn): void {
    this.heardMs = turn.at.monotonicMs;
    if (this.phase === 'greeting') this.informed(each);
    else if (this.phase === 'choosing') this.chosen(each, turn);
    else this.stream(each, turn);
  }

  diskDone(ticket: Ticket, turn: Turn): void {
    if (!this.awaited.delete(ticket) || this.awaited.size > 0) return;
    if (this.phase === 'accepting') this.acknowledgeEpoch();
    else if (this.phase === 'truncating' || this.phase === 'installing') this.replaced(turn);
    else if (this.phase === 'storing') this.stored();
  }

  /** Our log holds everything up to this zxid. */
  flushed(zxid: Zxid): void {
    this.flushedTo = zxid;
    if (this.phase === 'serving') this.acknowledge();
  }

  tick(turn: Turn): void {
    const { tickTimeMs, initLimitTicks, syncLimitTicks } = this.ports.identity.times;
    // It is not the leader that we wait for.
    if (this.isBusy) this.heardMs = turn.at.monotonicMs;
    const isSettled = this.phase === 'waiting' || this.phase === 'serving';
    const ticks = isSettled ? syncLimitTicks : initLimitTicks;
    if (turn.at.monotonicMs - this.heardMs > ticks * tickTimeMs) {
      this.giveUp(`the leader was silent for ${isSettled ? 'syncLimit' : 'initLimit'} (${ticks} ticks)`);
    }
  }

  /** Hands a client's request to the leader. */
  forward(request: ForwardedRequest): void {
    const { sessionId, cxid, op, body, ids } = request;
    const writer = new ByteWriter(16 + body.length);
    forwardedRequest.write(writer, { sessionId, cxid, type: op });
    writer.raw(body);
    this.send({ type: PacketType.request, zxid: NO_ZXID, data: writer.copy(), authinfo: [...ids] });
  }

  /** Asks the leader for a SYNC packet, which comes behind all that is committed by then. */
  forwardSync(): void {
    const writer = new ByteWriter(24);
    forwardedRequest.write(writer, { sessionId: NO_SESSION, cxid: 0, type: OpCode.sync });
    writer.string('/');
    this.send({ type: PacketType.request, zxid: NO_ZXID, data: writer.copy(), authinfo: null });
  }

  /** Asks the leader whether a session is alive, and to count it as ours. */
  revalidate(sessionId: SessionId, timeoutMs: number): void {
    this.send(packet(PacketType.revalidate, NO_ZXID, encoded(touchedSession, { sessionId, timeoutMs })));
  }

  private informed(each: QuorumPacket): void {
    if (each.type !== PacketType.leaderInfo) {
      this.giveUp(`${packetName(each.type)} instead of LEADERINFO`);
      return;
    }
    this.epoch = epochOf(each.zxid);
    if (!isEpoch(this.epoch)) {
      this.giveUp(`LEADERINFO of epoch ${this.epoch}`);
      return;
    }
    const { accepted, current } = this.ports.epochs;
    if (this.epoch < accepted) {
      this.giveUp(`the leader's epoch ${this.epoch} is below ${accepted}, which we accepted`);
    } else if (this.epoch === accepted) {
      // We said yes to this epoch before; saying it twice could make one voter count as two.
      this.ackEpochBody = -1;
      this.acknowledgeEpoch();
    } else {
      this.ackEpochBody = current;
      this.phase = 'accepting';
      this.awaited.add(this.ports.storeEpoch('accepted', this.epoch));
    }
  }

  private acknowledgeEpoch(): void {
    const body = new ByteWriter(4);
    body.i32(this.ackEpochBody);
    // Whoever has nothing is sent everything. It was this leader, in this epoch, that learned before what we do have.
    const zxid = this.wantsTree ? ZERO_ZXID : this.replica.lastLogged;
    this.send(packet(PacketType.ackEpoch, zxid, body.copy()));
    this.phase = 'choosing';
  }

  private get wantsTree(): boolean {
    return this.ackEpochBody === -1 && this.ports.change.treeWantedIn === this.epoch;
  }

  private chosen(each: QuorumPacket, turn: Turn): void {
    if (this.wantsTree && each.type !== PacketType.snap) {
      this.giveUp(`${packetName(each.type)} instead of the SNAP that we need`);
    } else if (each.type === PacketType.diff) {
      // All that we logged is part of the leader's history, else it would have chosen otherwise.
      commitAll(this.replica, this.history, turn);
      this.phase = 'syncing';
    } else if (each.type === PacketType.trunc) {
      if (!(each.zxid >= 0 && each.zxid <= this.replica.lastLogged)) {
        this.giveUp(`TRUNC to ${hex64(each.zxid)}, our log ends at ${hex64(this.replica.lastLogged)}`);
        return;
      }
      this.replica.forgetAfter(each.zxid);
      this.history.clear();
      this.phase = 'truncating';
      this.cutAt = each.zxid;
      this.awaited.add(this.ports.truncate(each.zxid));
    } else if (each.type === PacketType.snap) {
      if (!(each.zxid >= 0 && epochOf(each.zxid) <= this.epoch)) {
        this.giveUp(`SNAP at ${hex64(each.zxid)} in epoch ${this.epoch}`);
        return;
      }
      this.cutAt = each.zxid;
      this.snapshot = this.ports.receiveSnapshot(each.zxid);
      this.phase = 'loading';
    } else this.giveUp(`${packetName(each.type)} instead of DIFF, TRUNC or SNAP`);
  }

  /** A disk that cannot rebuild what stood there has cut nothing. Apache's learner ends its process then. */
  private replaced(turn: Turn): void {
    const { lastLogged } = this.replica;
    if (lastLogged > this.cutAt) {
      this.ports.change.treeWantedIn = this.epoch;
      this.giveUp(
        `back to ${hex64(this.cutAt)} we cannot go: our files end at ${hex64(lastLogged)} and reach no further back`,
      );
      return;
    }
    commitAll(this.replica, this.history, turn);
    this.phase = 'syncing';
  }

  private stream(each: QuorumPacket, turn: Turn): void {
    switch (each.type) {
      case PacketType.proposal:
        this.proposed(each, turn);
        return;
      case PacketType.commit:
        this.committed(each.zxid, turn);
        return;
      case PacketType.inform:
        this.proposed(each, turn);
        this.committed(each.zxid, turn);
        return;
      case PacketType.ping:
        if (this.phase === 'serving') this.answerPing(each.zxid);
        return;
      case PacketType.newLeader:
        this.newLeader(each.zxid);
        return;
      case PacketType.upToDate:
        this.upToDate();
        return;
      case PacketType.revalidate:
        this.revalidated(each, turn);
        return;
      case PacketType.sync:
        this.replica.synced(turn);
        return;
      default:
        this.giveUp(`${packetName(each.type)} from a leader`);
    }
  }

  private proposed({ zxid, data }: QuorumPacket, turn: Turn): void {
    const last = this.replica.lastLogged;
    const follows = zxid === last + 1 || (epochOf(zxid) > epochOf(last) && counterOf(zxid) === 1);
    if (data === null || !follows || epochOf(zxid) > this.epoch) {
      this.giveUp(`proposal ${hex64(zxid)} does not follow ${hex64(last)} in epoch ${this.epoch}`);
      return;
    }
    const entry = { zxid, entry: data };
    this.replica.log(entry, turn);
    this.uncommitted.push(entry);
    if (!this.isObserver && this.phase !== 'syncing') this.unacknowledged.push(zxid);
  }

  private committed(zxid: Zxid, turn: Turn): void {
    if (this.over !== null || zxid <= this.replica.lastApplied) return;
    const next = this.uncommitted.shift();
    if (next?.zxid !== zxid) {
      this.giveUp(
        `commit of 0x${zxid.toString(16)}, next is ${next === undefined ? 'none' : `0x${next.zxid.toString(16)}`}`,
      );
      return;
    }
    this.history.add(zxid, next.entry);
    this.replica.commit(zxid, turn);
  }

  private newLeader(zxid: Zxid): void {
    if (this.phase !== 'syncing' || epochOf(zxid) !== this.epoch) {
      this.giveUp(`NEWLEADER of 0x${zxid.toString(16)} while ${this.phase} in epoch ${this.epoch}`);
      return;
    }
    this.phase = 'storing';
    // The disk does one thing after the other: history first, then the epoch that says we have it.
    this.awaited.add(this.ports.storeEpoch('current', this.epoch));
  }

  private stored(): void {
    this.phase = 'waiting';
    this.send(packet(PacketType.ack, makeZxid(this.epoch, 0)));
  }

  private upToDate(): void {
    if (this.phase !== 'waiting') {
      this.giveUp(`UPTODATE while ${this.phase}`);
      return;
    }
    this.phase = 'serving';
    this.send(packet(PacketType.ack, makeZxid(this.epoch, 0)));
    this.ports.note({ type: 'epochEstablished', epoch: this.epoch });
    this.acknowledge();
  }

  private acknowledge(): void {
    for (let next = this.unacknowledged.peek(); next !== undefined && next <= this.flushedTo; ) {
      this.send(packet(PacketType.ack, next));
      this.unacknowledged.shift();
      next = this.unacknowledged.peek();
    }
  }

  private answerPing(zxid: Zxid): void {
    const touched = new ByteWriter(256);
    for (const each of this.replica.takeTouched()) touchedSession.write(touched, each);
    this.send(packet(PacketType.ping, zxid, touched.copy()));
  }

  private revalidated(each: QuorumPacket, turn: Turn): void {
    const reader = new ByteReader(each.data ?? NO_BYTES);
    const sessionId = reader.i64Big() as SessionId;
    this.replica.revalidated(sessionId, reader.bool(), turn);
  }

  private send(each: QuorumPacket): void {
    this.ports.send(this.link, each);
  }

  private giveUp(cause: string): void {
    if (this.over !== null) return;
    this.over = cause;
    this.ports.note({ type: 'roleEnded', cause });
  }
}
