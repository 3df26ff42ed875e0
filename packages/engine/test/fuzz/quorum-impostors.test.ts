import { makeZxid, PacketType, type Zxid } from '@vivarium/jute';
import { expect, it } from 'vitest';
import {
  anyZxid,
  entry,
  garbage,
  leaderPacket,
  leaderSays,
  mutate,
  notificationFrame,
  snapshotBody,
  soundGreeting,
  soundNotification,
} from './quorum-grammar.ts';
import { type Dial, QuorumNet, type Seat } from './quorum-net.ts';
import { Random } from './random.ts';

/** More, and other seeds, where a release is checked. */
const FRAMES = Number(process.env.VIVARIUM_STORM_FRAMES ?? 100_000);
const FIRST_SEED = Number(process.env.VIVARIUM_STORM_SEED ?? 1);
const FRAMES_PER_MEMBER = 2_000;
const TIMEOUT_MS = 300_000;
const MEMORY_LIMIT_BYTES = 200 * 1024 * 1024;
const VICTIM = 3;
const LEADER = 2;
/** Steps of a synchronization, each mutated now and then, before the storm of the broadcast. */
const BROADCAST_FRAMES = 40;
/** Turns of an election in which the others also say what is hostile: each link that closes is dialled later. */
const HOSTILE_VOTES = 5;

/** The ensemble around one member, all of it the attacker: it votes, leads, and says what it likes. */
class Impostors {
  readonly net = new QuorumNet([VICTIM], 3);
  readonly victim: Seat;
  frames = 0;
  served = 0;
  private readonly random: Random;
  private readonly election = new Map<number, number>();
  private quorum: number | null = null;
  private epoch = 1;
  private spoiled = true;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.victim = this.net.seat(VICTIM);
    this.net.onDial = (dial) => this.dialled(dial);
  }

  /** One attempt of the member to follow, from election to the end of its link. `spoiled`: with hostile frames. */
  attempt(spoiled: boolean): void {
    this.spoiled = spoiled;
    const { net, random, victim } = this;
    this.quorum = null;
    const { acceptedEpoch } = victim.member.quorumView();
    this.epoch = Math.max(acceptedEpoch, this.epoch) + (random.oneIn(10) ? 0 : 1);
    for (let turn = 0; turn < 1_000 && this.quorum === null; turn++) {
      net.run(20);
      // A message that was begun with a hostile length would swallow all that follows.
      if (turn === HOSTILE_VOTES) for (const link of this.election.values()) net.hangUp(victim, link);
      for (const sid of [1, LEADER]) this.vote(sid, turn < HOSTILE_VOTES);
    }
    if (this.quorum === null) throw new Error(`it follows nobody: ${victim.causes.slice(-3).join('; ')}`);
    this.lead();
    if (victim.mode === 'following') this.served++;
    if (spoiled) for (let left = BROADCAST_FRAMES; left > 0 && this.isFollowed(); left--) this.broadcast();
  }

  leave(): void {
    if (this.quorum !== null) this.net.hangUp(this.victim, this.quorum);
    this.net.run(50);
  }

  private get last(): Zxid {
    return this.victim.member.lastLogged;
  }

  private dialled({ from, link, to, port }: Dial): boolean {
    if (port === 'election') this.election.set(to, link);
    else this.quorum = link;
    this.net.step(from, { type: 'linkOpened', link });
    return true;
  }

  private isFollowed(): boolean {
    return this.quorum !== null && this.net.isOpen(this.victim, this.quorum);
  }

  private vote(sid: number, hostile: boolean): void {
    const { net, random, victim } = this;
    const link = this.election.get(sid);
    if (link === undefined || !net.isOpen(victim, link)) {
      // As any smaller sid does: it says that it is here, and is dialled back.
      net.bytes(victim, net.accept(victim, 'election'), soundGreeting(sid));
      return;
    }
    if (this.spoiled && hostile && random.oneIn(3)) {
      const frame = notificationFrame(random, this.epoch, this.last);
      this.send(link, random.oneIn(3) ? mutate(random, frame) : frame);
    }
    const state = sid === LEADER ? 'leading' : 'following';
    this.send(link, soundNotification(state, LEADER, this.last, this.epoch));
  }

  private lead(): void {
    const { random, epoch } = this;
    const fresh = makeZxid(epoch, 0);
    this.say(PacketType.leaderInfo, fresh, Uint8Array.of(0, 1, 0, 0));
    const dice = this.spoiled ? random.below(4) : 0;
    if (dice === 1)
      this.say(PacketType.trunc, random.oneIn(2) ? this.last : anyZxid(random, epoch, this.last));
    else if (dice === 2) {
      const zxid = random.oneIn(4) ? anyZxid(random, epoch, this.last) : makeZxid(Math.max(epoch - 1, 0), 9);
      this.say(PacketType.snap, zxid);
      this.frame(snapshotBody(random, zxid));
    } else this.say(PacketType.diff, this.last);
    for (let left = this.spoiled ? random.below(4) : 0; left > 0; left--) {
      const zxid = (this.last + 1) as Zxid;
      this.say(PacketType.proposal, zxid, entry(random, zxid));
      this.say(PacketType.commit, zxid);
    }
    this.say(PacketType.newLeader, fresh, new Uint8Array(0));
    this.say(PacketType.upToDate, -1);
  }

  private broadcast(): void {
    const { random } = this;
    const first = makeZxid(this.epoch, 0);
    // The first proposal of an epoch has counter 1.
    const last = Math.max(this.last, first);
    if (random.oneIn(30)) this.frame(garbage(random));
    else this.frame(leaderPacket(random, this.epoch, last));
    if (random.oneIn(8)) this.net.run(20);
  }

  private say(type: number, zxid: number, data: Uint8Array | null = null): void {
    this.frame(leaderSays(this.random, type, zxid, data));
  }

  private frame(sound: Uint8Array): void {
    if (this.quorum === null) return;
    this.send(this.quorum, this.spoiled && this.random.oneIn(25) ? mutate(this.random, sound) : sound);
  }

  private send(link: number, bytes: Uint8Array): void {
    this.frames++;
    if (!this.net.isOpen(this.victim, link)) return;
    const cut = this.random.oneIn(3) ? this.random.below(bytes.length) : bytes.length;
    this.net.bytes(this.victim, link, bytes.subarray(0, cut));
    if (cut < bytes.length) this.net.bytes(this.victim, link, bytes.subarray(cut));
    this.net.toAttacker.clear();
  }
}

it(`a member whose peers are all impostors takes ${FRAMES} frames, and follows the first that is sound`, {
  timeout: TIMEOUT_MS,
}, () => {
  let frames = 0;
  let served = 0;
  let closed = 0;
  for (let seed = FIRST_SEED; frames < FRAMES; seed++) {
    const impostors = new Impostors(seed);
    try {
      while (impostors.frames < FRAMES_PER_MEMBER) {
        impostors.attempt(true);
        impostors.leave();
      }
      impostors.attempt(false);
      expect(impostors.victim.mode, 'it follows who keeps to the protocol').toBe('following');
    } catch (error) {
      throw new Error(`seed ${seed}, frame ${impostors.frames}`, { cause: error });
    }
    frames += impostors.frames;
    served += impostors.served;
    closed += impostors.victim.causes.length;
    for (const cause of impostors.victim.causes) expect(cause).not.toBe('');
  }
  // A storm that never gets past the greetings, or is never turned away, proves nothing.
  expect(served).toBeGreaterThan(FRAMES / 1_000);
  expect(closed).toBeGreaterThan(FRAMES / 200);
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  expect(arrayBuffers + heapUsed).toBeLessThan(MEMORY_LIMIT_BYTES);
});
