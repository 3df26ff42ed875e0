import {
  ByteWriter,
  forwardedRequest,
  learnerInfo,
  makeZxid,
  PacketType,
  type QuorumPacket,
  type SessionId,
  type Zxid,
} from '@vivarium/jute';
import { Outbox } from '../../src/member/outbox.ts';
import type { ForwardedRequest, Replica } from '../../src/quorum/replica.ts';
import type { Turn } from '../../src/quorum/turn.ts';
import { MajorityVerifier } from '../../src/quorum/verifier/majority.ts';
import { CommittedLog } from '../../src/quorum/zab/committed-log.ts';
import { Leader } from '../../src/quorum/zab/leader.ts';
import { encoded, packet, packetName } from '../../src/quorum/zab/packets.ts';
import type { RolePorts } from '../../src/quorum/zab/role-ports.ts';

const turn: Turn = { at: { monotonicMs: 0, wallMs: 0 }, outbox: new Outbox() };
const epoch = 1;

/** Server 1, leading 2 and 3; what it says to learner 2 is kept, as the commits and syncs that it is. */
export class Led {
  readonly leader: Leader;
  readonly said: string[] = [];
  /** What learner 2 was sent until it serves, and when our own disk was done. */
  readonly beginning: string[] = [];
  /** Counters of what it applied. */
  readonly applied: number[] = [];
  private next = makeZxid(epoch, 0);
  private tickets = 0;
  private readonly lastLogged: Zxid;

  /**
   * `lastLogged`: where the logs of all three end when it is elected. `slow`: whose disk is done last, when an epoch is
   * stored.
   */
  constructor(lastLogged = 0 as Zxid, slow: 'learners' | 'leader' = 'learners') {
    this.lastLogged = lastLogged;
    const times = { tickTimeMs: 200, initLimitTicks: 10, syncLimitTicks: 5 };
    const identity = {
      sid: 1,
      verifier: new MajorityVerifier([1, 2, 3]),
      configText: '',
      configVersion: 0,
      times,
    };
    const ports: RolePorts = {
      identity,
      epochs: { accepted: 0, current: 0 },
      send: (link, each) => this.hear(link, each),
      sendRaw: () => undefined,
      close: () => undefined,
      storeEpoch: () => ++this.tickets,
      readLog: () => ++this.tickets,
      truncate: () => ++this.tickets,
      streamSnapshot: () => {
        throw new Error('nobody is that far behind');
      },
      note: () => undefined,
    };
    this.leader = new Leader(ports, this.replica(), new CommittedLog(), turn);
    for (const sid of [2, 3]) this.join(sid);
    const steps = [
      [() => this.ownDisk(1), () => this.acceptEpoch(2), () => this.acceptEpoch(3)],
      [() => this.ownDisk(2), () => this.ackNewLeader(2), () => this.ackNewLeader(3)],
    ];
    for (const [own, ...others] of steps) {
      const order = slow === 'leader' ? [...others, own] : [own, ...others];
      for (const step of order) step?.();
    }
  }

  receive(sid: number, each: QuorumPacket): void {
    this.leader.received(sid, each, turn);
  }

  ask(sid: number, op: number, cxid: number): void {
    const body = encoded(forwardedRequest, { sessionId: 7n as SessionId, cxid, type: op });
    this.receive(sid, packet(PacketType.request, -1 as Zxid, body));
  }

  pong(sid: number): void {
    this.receive(sid, packet(PacketType.ping, 0 as Zxid));
  }

  ack(sid: number, counter: number): void {
    this.receive(sid, packet(PacketType.ack, makeZxid(epoch, counter)));
  }

  /** Our own disk holds everything up to this one. */
  flushed(counter: number): void {
    this.leader.flushed(makeZxid(epoch, counter), turn);
  }

  lose(sid: number): void {
    this.leader.linkClosed(sid, 'reset');
  }

  /** Comes back within the epoch with a log that ends at `counter`; its sync begins. */
  comeBack(sid: number, counter: number): void {
    this.comeBackOn(sid, sid, counter);
  }

  /** The same over another link, while the old one still stands. */
  comeBackOn(link: number, sid: number, counter: number): void {
    this.comeBackWith(link, sid, makeZxid(epoch, counter));
  }

  /** The same with any log; answers the ticket of what the leader then reads from its own, if it reads. */
  comeBackWith(link: number, sid: number, lastZxid: Zxid): number {
    this.leader.linkAccepted(link, turn);
    const info = encoded(learnerInfo, { sid, protocolVersion: 0x10000, configVersion: 0 });
    this.receive(link, packet(PacketType.followerInfo, makeZxid(epoch, 0), info));
    const body = new ByteWriter(4);
    body.i32(-1);
    this.receive(link, packet(PacketType.ackEpoch, lastZxid, body.copy()));
    return this.tickets;
  }

  rejoin(sid: number): void {
    this.join(sid);
    this.acceptEpoch(sid);
    this.ackNewLeader(sid);
  }

  private ownDisk(ticket: number): void {
    this.beginning.push('our disk is done');
    this.leader.diskDone(ticket, turn);
  }

  private ackNewLeader(sid: number): void {
    this.receive(sid, packet(PacketType.ack, makeZxid(epoch, 0)));
  }

  private acceptEpoch(sid: number): void {
    const currentEpoch = new ByteWriter(4);
    currentEpoch.i32(0);
    this.receive(sid, packet(PacketType.ackEpoch, this.lastLogged, currentEpoch.copy()));
  }

  private join(sid: number): void {
    this.leader.linkAccepted(sid, turn);
    const info = encoded(learnerInfo, { sid, protocolVersion: 0x10000, configVersion: 0 });
    this.receive(sid, packet(PacketType.followerInfo, 0 as Zxid, info));
  }

  private hear(link: number, each: QuorumPacket): void {
    if (link !== 2) return;
    if (this.leader.phase !== 'broadcast' || each.type === PacketType.upToDate)
      this.beginning.push(packetName(each.type));
    if (each.type === PacketType.commit) this.said.push(`commit ${each.zxid - makeZxid(epoch, 0)}`);
    if (each.type === PacketType.sync) this.said.push('sync');
  }

  private replica(): Replica {
    return {
      lastLogged: this.lastLogged,
      lastApplied: 0 as Zxid,
      log: () => undefined,
      uncommitted: () => [],
      commit: (upTo: Zxid) => {
        if (upTo > 0) this.applied.push(upTo - makeZxid(epoch, 0));
      },
      forgetAfter: () => undefined,
      propose: (request: ForwardedRequest) => {
        this.next = (this.next + 1) as Zxid;
        this.leader.propose({ zxid: this.next, entry: new Uint8Array([request.cxid]) }, turn);
      },
      startEpoch: () => undefined,
      touch: () => true,
      takeTouched: () => [],
      revalidated: () => undefined,
      synced: () => undefined,
    };
  }
}
