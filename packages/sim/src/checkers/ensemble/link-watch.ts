import { counterOf, epochOf, hex64, PacketType, type Zxid } from '@vivarium/jute';
import type { Judge } from '../judge.ts';
import { type Packet, QuorumPackets } from './quorum-packets.ts';

/** What a link between a learner and its leader is judged by, beyond what goes over it. */
export interface Surroundings {
  isVoter(sid: number): boolean;
  /** Up to here the member's log is on its disk. */
  flushed(sid: number): Zxid;
  /** The epoch in the member's acceptedEpoch file. */
  acceptedOnDisk(sid: number): number;
  /** False when a primary proposed something else under this zxid, or nothing. */
  isProposal(zxid: Zxid, entry: Uint8Array): boolean;
  newLeaderAcked(learner: number, leader: number, epoch: number): void;
  /** Whether a quorum has said to this leader that it has its history. */
  isEstablished(leader: number, epoch: number): boolean;
  upToDate(learner: number, leader: number, epoch: number): void;
  /** A whole tree at this zxid is on its way to the learner. */
  treeSent(learner: number, zxid: Zxid): void;
  /** The learner is told that this one is committed. */
  committed(learner: number, zxid: Zxid): void;
}

type Flag =
  | 'stateInconsistent'
  | 'proposalInconsistent'
  | 'commitInconsistent'
  | 'ackInconsistent'
  | 'messageIllegal';

/** One way of a link: what was sent, and how much of it has arrived. */
class Lane {
  readonly packets = new QuorumPackets();
  readonly onTheWay: Packet[] = [];
  arrivedBytes = 0;
  readonly seen = new Set<number>();

  /** The packets that are whole with so many bytes more, in their order. */
  arrived(bytes: number): Packet[] {
    this.arrivedBytes += bytes;
    const count = this.onTheWay.findIndex(({ end }) => end > this.arrivedBytes);
    return this.onTheWay.splice(0, count === -1 ? this.onTheWay.length : count);
  }
}

const NAMES = new Map<number, string>(Object.entries(PacketType).map(([name, type]) => [type, name]));

/**
 * One connection to a quorum port, from the greeting to its end. Each packet is judged when it is sent, by what its
 * sender had been sent by then: the five flags of the specification that must never be raised.
 */
export class LinkWatch {
  private readonly learner: number;
  private readonly leader: number;
  private readonly judge: Judge;
  private readonly around: Surroundings;
  private readonly up = new Lane();
  private readonly down = new Lane();
  /** Types that were sent each way, for what may be sent once. */
  private readonly said = new Set<number>();
  private isObserver = false;
  private epoch = 0;
  private learnerLast = 0 as Zxid;
  /** The newest proposal on the link, and those of them that no commit followed yet. */
  private proposed = 0 as Zxid;
  private readonly uncommitted: Zxid[] = [];
  /** All history that the learner must have on its disk when it acknowledges NEWLEADER. */
  private history = 0 as Zxid;
  /** Proposals that have arrived and are not acknowledged. */
  private readonly unacknowledged: Zxid[] = [];
  private newLeaderAcks = 0;
  private readonly open = { pings: 0, revalidations: 0, requests: 0 };

  constructor(learner: number, leader: number, judge: Judge, around: Surroundings) {
    this.learner = learner;
    this.leader = leader;
    this.judge = judge;
    this.around = around;
  }

  sent(isUp: boolean, bytes: Uint8Array): void {
    const lane = isUp ? this.up : this.down;
    for (const packet of lane.packets.push(bytes)) {
      this.judge.looked('I10');
      if (isUp) this.fromLearner(packet);
      else this.fromLeader(packet);
      lane.onTheWay.push({ ...packet, data: null });
    }
  }

  /** So many bytes more have reached the other end. */
  arrived(isUp: boolean, bytes: number): void {
    const lane = isUp ? this.up : this.down;
    for (const packet of lane.arrived(bytes)) {
      lane.seen.add(packet.type);
      if (isUp) this.reachedLeader(packet);
      else this.reachedLearner(packet);
    }
  }

  private reachedLeader({ type, zxid }: Packet): void {
    if (type === PacketType.ack && zxid === this.newEpoch) {
      this.around.newLeaderAcked(this.learner, this.leader, this.epoch);
    }
  }

  private reachedLearner({ type, zxid }: Packet): void {
    // What comes before NEWLEADER is acknowledged with it.
    if (type === PacketType.proposal && this.down.seen.has(PacketType.newLeader))
      this.unacknowledged.push(zxid);
    else if (type === PacketType.commit || type === PacketType.inform)
      this.around.committed(this.learner, zxid);
    else if (type === PacketType.ping) this.open.pings++;
    else if (type === PacketType.snap) this.around.treeSent(this.learner, zxid);
    else if (type === PacketType.upToDate) this.around.upToDate(this.learner, this.leader, this.epoch);
  }

  private get newEpoch(): number {
    return this.epoch * 2 ** 32;
  }

  private fromLearner(packet: Packet): void {
    const { type, zxid } = packet;
    switch (type) {
      case PacketType.followerInfo:
      case PacketType.observerInfo:
        this.once(packet);
        this.isObserver = type === PacketType.observerInfo;
        if (this.isObserver === this.around.isVoter(this.learner)) this.flag('messageIllegal', packet);
        return;
      case PacketType.ackEpoch:
        this.once(packet, PacketType.leaderInfo, this.down);
        this.learnerLast = zxid;
        if (this.around.acceptedOnDisk(this.learner) < this.epoch) {
          this.flag('ackInconsistent', packet, `epoch ${this.epoch} is not on its disk`);
        }
        return;
      case PacketType.ack:
        this.ack(packet);
        return;
      case PacketType.ping:
        if (--this.open.pings < 0) this.flag('messageIllegal', packet, 'nobody asked');
        return;
      case PacketType.revalidate:
      case PacketType.request:
        if (!this.down.seen.has(PacketType.upToDate)) this.flag('messageIllegal', packet, 'before UPTODATE');
        if (type === PacketType.request) this.open.requests++;
        else this.open.revalidations++;
        return;
      default:
        this.flag('messageIllegal', packet, 'of a learner');
    }
  }

  private ack(packet: Packet): void {
    const { zxid } = packet;
    const { flushed } = this.around;
    if (zxid === this.newEpoch) {
      const awaited = this.newLeaderAcks++ === 0 ? PacketType.newLeader : PacketType.upToDate;
      if (!this.down.seen.has(awaited) || this.newLeaderAcks > 2) this.flag('ackInconsistent', packet);
      // A zxid that only begins an epoch stands in no log.
      if (counterOf(this.history) > 0 && flushed(this.learner) < this.history) {
        this.flag('ackInconsistent', packet, `its history ends at ${hex64(this.history)}`);
      }
      return;
    }
    const next = this.unacknowledged.shift();
    if (this.isObserver || zxid !== next) {
      this.flag('ackInconsistent', packet, `next is ${next === undefined ? 'none' : hex64(next)}`);
    } else if (flushed(this.learner) < zxid) {
      this.flag('ackInconsistent', packet, `${hex64(flushed(this.learner))} is on its disk`);
    }
  }

  private fromLeader(packet: Packet): void {
    const { type, zxid } = packet;
    const isActive = this.said.has(PacketType.upToDate);
    switch (type) {
      case PacketType.leaderInfo:
        this.once(packet, this.isObserver ? PacketType.observerInfo : PacketType.followerInfo, this.up);
        this.epoch = epochOf(zxid);
        return;
      case PacketType.diff:
      case PacketType.trunc:
      case PacketType.snap:
        this.once(packet, PacketType.ackEpoch, this.up);
        this.proposed = type === PacketType.diff ? this.learnerLast : zxid;
        this.history = this.proposed;
        return;
      case PacketType.newLeader:
        this.newLeader(packet);
        return;
      case PacketType.upToDate:
        this.once(packet, PacketType.ack, this.up);
        if (!this.around.isEstablished(this.leader, this.epoch)) this.flag('stateInconsistent', packet);
        return;
      case PacketType.proposal:
      case PacketType.inform:
        this.proposal(packet, isActive);
        if (type === PacketType.inform) this.commit(packet);
        return;
      case PacketType.commit:
        if (this.isObserver && isActive) this.flag('messageIllegal', packet);
        this.commit(packet);
        return;
      case PacketType.ping:
      case PacketType.revalidate:
      case PacketType.sync:
        this.answer(packet, isActive);
        return;
      default:
        this.flag('messageIllegal', packet, 'of a leader');
    }
  }

  private answer(packet: Packet, isActive: boolean): void {
    if (!isActive) this.flag('messageIllegal', packet, 'before UPTODATE');
    const { open } = this;
    if (packet.type === PacketType.revalidate && --open.revalidations < 0) {
      this.flag('messageIllegal', packet, 'nobody asked');
    }
    if (packet.type === PacketType.sync && --open.requests < 0) {
      this.flag('messageIllegal', packet, 'nobody asked');
    }
  }

  private newLeader(packet: Packet): void {
    this.once(packet);
    const hasBegun = [PacketType.diff, PacketType.trunc, PacketType.snap].some((each) => this.said.has(each));
    if (!hasBegun || packet.zxid !== this.newEpoch || this.uncommitted.length > 0) {
      this.flag('stateInconsistent', packet, `epoch ${this.epoch}, ${this.uncommitted.length} uncommitted`);
    }
    this.history = this.proposed;
  }

  private proposal(packet: Packet, isActive: boolean): void {
    const { type, zxid, data } = packet;
    const isInform = type === PacketType.inform;
    const isSync = !this.said.has(PacketType.newLeader);
    const mayCome = isInform ? isActive && this.isObserver : isSync || (isActive && !this.isObserver);
    if (!mayCome) this.flag('messageIllegal', packet);
    const last = this.proposed;
    const isNext = zxid === last + 1 || (epochOf(zxid) > epochOf(last) && counterOf(zxid) === 1);
    if (!isNext || epochOf(zxid) > this.epoch || (isActive && epochOf(zxid) !== this.epoch)) {
      this.flag('proposalInconsistent', packet, `after ${hex64(last)} in epoch ${this.epoch}`);
    }
    if (data === null || !this.around.isProposal(zxid, data)) {
      this.flag('proposalInconsistent', packet, 'no primary proposed it so');
    }
    this.proposed = zxid;
    this.uncommitted.push(zxid);
  }

  private commit(packet: Packet): void {
    const next = this.uncommitted.shift();
    if (next === packet.zxid) return;
    this.flag('commitInconsistent', packet, `next is ${next === undefined ? 'none' : hex64(next)}`);
  }

  /** Only once on a link, and only when what it answers has arrived. */
  private once(packet: Packet, awaited: number | null = null, lane: Lane = this.up): void {
    const { type } = packet;
    const isSecond = this.said.has(type);
    this.said.add(type);
    if (!isSecond && (awaited === null || lane.seen.has(awaited))) return;
    this.flag('messageIllegal', packet, isSecond ? 'for the second time' : 'out of its turn');
  }

  private flag(flag: Flag, { type, zxid }: Packet, why = 'in this phase'): void {
    const name = NAMES.get(type) ?? `packet ${type}`;
    this.judge.report(
      'I10',
      `${flag}: ${name} ${zxid < 0 ? '' : hex64(zxid)} between learner ${this.learner} and leader ${this.leader}: ${why}`,
    );
  }
}
