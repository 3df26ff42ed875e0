import {
  ByteWriter,
  forwardedRequest,
  learnerInfo,
  makeZxid,
  OpCode,
  PacketType,
  type QuorumPacket,
  type SessionId,
  type Zxid,
} from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/member/outbox.ts';
import type { ForwardedRequest, Replica } from '../../src/quorum/replica.ts';
import type { Turn } from '../../src/quorum/turn.ts';
import { MajorityVerifier } from '../../src/quorum/verifier/majority.ts';
import { CommittedLog } from '../../src/quorum/zab/committed-log.ts';
import { Leader } from '../../src/quorum/zab/leader.ts';
import { encoded, packet } from '../../src/quorum/zab/packets.ts';
import type { RolePorts } from '../../src/quorum/zab/role-ports.ts';

const turn: Turn = { at: { monotonicMs: 0, wallMs: 0 }, outbox: new Outbox() };
const epoch = 1;

/** Server 1, leading 2 and 3; what it says to learner 2 is kept, as the commits and syncs that it is. */
class Led {
  readonly leader: Leader;
  readonly said: string[] = [];
  private next = makeZxid(epoch, 0);
  private tickets = 0;

  constructor() {
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
    this.leader.diskDone(1, turn);
    for (const sid of [2, 3]) this.acceptEpoch(sid);
    this.leader.diskDone(2, turn);
    for (const sid of [2, 3]) this.receive(sid, packet(PacketType.ack, makeZxid(epoch, 0)));
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

  rejoin(sid: number): void {
    this.join(sid);
    this.acceptEpoch(sid);
    this.receive(sid, packet(PacketType.ack, makeZxid(epoch, 0)));
  }

  private acceptEpoch(sid: number): void {
    const currentEpoch = new ByteWriter(4);
    currentEpoch.i32(0);
    this.receive(sid, packet(PacketType.ackEpoch, 0 as Zxid, currentEpoch.copy()));
  }

  private join(sid: number): void {
    this.leader.linkAccepted(sid, turn);
    const info = encoded(learnerInfo, { sid, protocolVersion: 0x10000, configVersion: 0 });
    this.receive(sid, packet(PacketType.followerInfo, 0 as Zxid, info));
  }

  private hear(link: number, each: QuorumPacket): void {
    if (link !== 2) return;
    if (each.type === PacketType.commit) this.said.push(`commit ${each.zxid - makeZxid(epoch, 0)}`);
    if (each.type === PacketType.sync) this.said.push('sync');
  }

  private replica(): Replica {
    return {
      lastLogged: 0 as Zxid,
      lastApplied: 0 as Zxid,
      log: () => undefined,
      uncommitted: () => [],
      commit: () => undefined,
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

/**
 * Apache's follower keeps all that its clients wait for in one queue and takes only what answers its head: once
 * something is answered out of order, it answers nobody any more.
 */
describe('a learner is answered in the order in which it asked', () => {
  it('a sync does not overtake a write before it', () => {
    const led = new Led();
    led.ask(2, OpCode.setData, 1);
    led.ask(2, OpCode.sync, 2);
    led.pong(2);
    led.pong(3);
    expect(led.said).toEqual([]);
    led.ack(2, 1);
    led.ack(3, 1);
    expect(led.said).toEqual(['commit 1', 'sync']);
  });

  it('a write does not overtake a sync before it', () => {
    const led = new Led();
    led.ask(2, OpCode.sync, 1);
    led.ask(2, OpCode.setData, 2);
    led.ask(2, OpCode.sync, 3);
    led.ask(2, OpCode.setData, 4);
    led.ack(2, 1);
    led.ack(3, 1);
    expect(led.said).toEqual([]);
    led.pong(3);
    led.ack(2, 1);
    led.ack(3, 1);
    expect(led.said).toEqual(['sync', 'commit 1']);
    led.pong(3);
    led.ack(2, 2);
    led.ack(3, 2);
    expect(led.said).toEqual(['sync', 'commit 1', 'sync', 'commit 2']);
  });

  it('another learner is not held up by it', () => {
    const led = new Led();
    led.ask(3, OpCode.sync, 1);
    led.ask(2, OpCode.setData, 1);
    led.ack(2, 1);
    led.ack(3, 1);
    expect(led.said).toEqual(['commit 1']);
  });

  it('a sync waits for a quorum that still follows', () => {
    const led = new Led();
    led.ask(2, OpCode.sync, 1);
    led.leader.linkClosed(3, 'gone');
    expect(led.said).toEqual([]);
    led.pong(2);
    expect(led.said).toEqual(['sync']);
  });

  it('a learner that comes later is asked as well', () => {
    const led = new Led();
    let reached = 0;
    led.leader.confirm(() => reached++);
    for (const sid of [2, 3]) led.leader.linkClosed(sid, 'gone');
    led.rejoin(3);
    expect(reached).toBe(0);
    led.pong(3);
    expect(reached).toBe(1);
  });
});
