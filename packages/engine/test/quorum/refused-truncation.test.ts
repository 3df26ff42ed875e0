import { ByteReader, makeZxid, PacketType, type QuorumPacket, type Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { PacketStream } from '../../src/quorum/links/packet-stream.ts';
import { leaderSays, snapshotBody, soundGreeting, soundNotification } from '../fuzz/quorum-grammar.ts';
import { PACKET_BYTES_MAX, QuorumNet } from '../fuzz/quorum-net.ts';
import { Random } from '../fuzz/random.ts';

const VICTIM = 3;
const LEADER = 2;
const NO_DATA = new Uint8Array(0);

/** A member whose leader, and other voter, is whoever writes the test. */
class Led {
  readonly net = new QuorumNet([VICTIM], 3);
  readonly seat = this.net.seat(VICTIM);
  private readonly random = new Random(1);
  private readonly elections = new Map<number, number>();
  private quorum: number | null = null;
  private readonly heard: QuorumPacket[] = [];

  constructor() {
    this.net.onDial = ({ from, link, to, port }) => {
      if (port === 'election') this.elections.set(to, link);
      else this.quorum = link;
      this.net.step(from, { type: 'linkOpened', link });
      return true;
    };
  }

  /** Votes until the member comes to this leader of `epoch`; answers its ACKEPOCH: the zxid and the epoch in its body. */
  lead(epoch: number): { readonly zxid: Zxid; readonly currentEpoch: number } {
    const { net, seat } = this;
    this.quorum = null;
    for (let turn = 0; turn < 500 && this.quorum === null; turn++) {
      net.run(20);
      for (const sid of [1, LEADER]) this.vote(sid, epoch);
    }
    this.heard.length = 0;
    net.toAttacker.delete(`${VICTIM}/${this.quorum}`);
    this.say(PacketType.leaderInfo, makeZxid(epoch, 0), Uint8Array.of(0, 1, 0, 0));
    const stream = new PacketStream(PACKET_BYTES_MAX);
    for (const bytes of net.toAttacker.get(`${seat.sid}/${this.quorum}`) ?? []) stream.push(bytes);
    const said = stream.next();
    if (said?.type !== PacketType.ackEpoch || said.data === null) throw new Error('no ACKEPOCH');
    return { zxid: said.zxid, currentEpoch: new ByteReader(said.data).i32() };
  }

  say(type: number, zxid: Zxid, data: Uint8Array | null = null): void {
    this.net.bytes(this.seat, this.quorum as number, leaderSays(this.random, type, zxid, data));
  }

  /** SNAP, and all that follows until it serves. */
  sendTree(zxid: Zxid, epoch: number): void {
    this.say(PacketType.snap, zxid);
    this.net.bytes(this.seat, this.quorum as number, snapshotBody(this.random, zxid));
    this.establish(epoch);
  }

  establish(epoch: number): void {
    this.say(PacketType.newLeader, makeZxid(epoch, 0), NO_DATA);
    this.say(PacketType.upToDate, -1 as Zxid);
  }

  leave(): void {
    this.net.hangUp(this.seat, this.quorum as number);
    this.net.run(50);
  }

  private vote(sid: number, epoch: number): void {
    const { net, seat } = this;
    const link = this.elections.get(sid);
    if (link === undefined || !net.isOpen(seat, link)) {
      net.bytes(seat, net.accept(seat, 'election'), soundGreeting(sid));
      return;
    }
    const state = sid === LEADER ? 'leading' : 'following';
    net.bytes(seat, link, soundNotification(state, LEADER, this.seat.member.lastLogged, epoch));
  }
}

const TREE = makeZxid(1, 5);
const OLDER = makeZxid(1, 3);

/** It has nothing but a tree that it was sent, and is told to go back to before it. */
function cornered(): Led {
  const led = new Led();
  expect(led.lead(1)).toEqual({ zxid: 0, currentEpoch: 0 });
  led.sendTree(TREE, 1);
  expect(led.seat.mode).toBe('following');
  led.leave();
  expect(led.lead(2)).toEqual({ zxid: TREE, currentEpoch: 1 });
  led.say(PacketType.trunc, OLDER);
  led.establish(2);
  return led;
}

describe('a TRUNC to before the only tree that a member has', () => {
  it('SY6 is refused: nothing is forgotten, nothing is served, and the reason is given', () => {
    const { seat } = cornered();
    expect(seat.mode).toBe('not serving');
    expect(seat.member.lastLogged).toBe(TREE);
    expect(seat.causes.at(-1)).toContain('0x100000003');
  });

  it('SY6 lets the member come back to the same leader as one that has nothing, and take its tree', () => {
    const led = cornered();
    expect(led.lead(2)).toEqual({ zxid: 0, currentEpoch: -1 });
    led.sendTree(OLDER, 2);
    expect(led.seat.mode).toBe('following');
    expect(led.seat.member.lastLogged).toBe(OLDER);
    expect(led.seat.recover().lastZxid).toBe(OLDER);
  });

  it('SY6 takes no other answer for that: what it has would be served as if it were nothing', () => {
    for (const type of [PacketType.diff, PacketType.trunc]) {
      const led = cornered();
      led.lead(2);
      led.say(type, 0 as Zxid);
      led.establish(2);
      expect(led.seat.mode).toBe('not serving');
      expect(led.seat.member.lastLogged).toBe(TREE);
    }
  });

  it('SY6 hides nothing from the leader of another epoch', () => {
    const led = cornered();
    expect(led.lead(3)).toEqual({ zxid: TREE, currentEpoch: 1 });
  });
});

describe('a tree that is older than what the member has', () => {
  it('SY7 takes the place of all of it, on disk too', () => {
    const led = new Led();
    led.lead(1);
    led.sendTree(TREE, 1);
    led.leave();
    led.lead(2);
    led.sendTree(OLDER, 2);
    expect(led.seat.mode).toBe('following');
    expect(led.seat.recover().lastZxid).toBe(OLDER);
    expect(led.seat.cuts).toEqual([OLDER]);
  });
});

describe('a tree that the disk has no room for', () => {
  it('SY8 is stored as soon as there is room, and then the member follows', () => {
    const led = new Led();
    led.lead(1);
    led.seat.isFull = true;
    led.sendTree(TREE, 1);
    led.net.run(3000);
    expect(led.seat.mode).toBe('not serving');
    expect(led.seat.recover().lastZxid).toBe(0);
    led.seat.isFull = false;
    expect(led.net.runUntil(() => led.seat.mode === 'following', 3000)).toBe(true);
    expect(led.seat.recover().lastZxid).toBe(TREE);
  });
});
