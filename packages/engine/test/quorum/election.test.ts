import { makeZxid, type Zxid } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, Election, type ElectionOutcome } from '../../src/quorum/election/election.ts';
import {
  type Notification,
  readNotification,
  writeNotification,
} from '../../src/quorum/election/notification.ts';
import { beats } from '../../src/quorum/election/vote.ts';
import { MajorityVerifier } from '../../src/quorum/verifier/majority.ts';

interface Flight {
  readonly from: number;
  readonly to: number;
  readonly arrivesMs: number;
  readonly bytes: Uint8Array;
}

/** Members that elect over links with the delays given: FIFO per pair, and everything as bytes. */
class Floor {
  readonly members = new Map<number, Election>();
  readonly outcomes = new Map<number, ElectionOutcome>();
  readonly candidates = new Map<number, Candidate>();
  private flights: Flight[] = [];
  private nowMs = 0;
  private readonly delayMs: (from: number, to: number) => number;

  constructor(delayMs: (from: number, to: number) => number) {
    this.delayMs = delayMs;
  }

  /** They come up together: nobody's first message is lost on one who is not there yet. */
  join(...candidates: Candidate[]): void {
    for (const each of candidates) this.seat(each);
    for (const each of candidates) {
      this.note(each.sid, this.members.get(each.sid)?.start(each, this.nowMs) ?? null);
    }
  }

  private seat(candidate: Candidate): void {
    const { sid } = candidate;
    const election = new Election(candidate, {
      send: (to, notification) => this.send(sid, to, notification),
      haveDelivered: () => true,
      dialAll: () => undefined,
      renew: () => undefined,
      seek: () => undefined,
      isUnreachable: (other) => !this.members.has(other),
    });
    this.members.set(sid, election);
    this.candidates.set(sid, candidate);
  }

  /** Runs until every member has an outcome, at most for `limitMs`. */
  run(limitMs: number): void {
    for (let end = this.nowMs + limitMs; this.nowMs < end; this.nowMs += 10) {
      const due = this.flights.filter((flight) => flight.arrivesMs <= this.nowMs);
      this.flights = this.flights.filter((flight) => flight.arrivesMs > this.nowMs);
      for (const { from, to, bytes } of due) {
        this.note(to, this.members.get(to)?.receive(from, readNotification(bytes), this.nowMs) ?? null);
      }
      for (const [sid, election] of this.members) this.note(sid, election.tick(this.nowMs));
      if (this.outcomes.size === this.members.size) return;
    }
  }

  private send(from: number, to: number, notification: Notification): void {
    if (!this.members.has(to)) return;
    const last = this.flights.filter((flight) => flight.from === from && flight.to === to).at(-1);
    const arrivesMs = Math.max(this.nowMs + this.delayMs(from, to), last?.arrivesMs ?? 0);
    this.flights.push({ from, to, arrivesMs, bytes: writeNotification(notification) });
  }

  private note(sid: number, outcome: ElectionOutcome | null): void {
    if (outcome !== null) this.outcomes.set(sid, outcome);
  }
}

function candidate(sid: number, voters: number, zxid: Zxid = makeZxid(1, 5), epoch = 1): Candidate {
  const verifier = new MajorityVerifier(Array.from({ length: voters }, (_, i) => i + 1));
  return { sid, verifier, config: 'version=0', lastLoggedZxid: zxid, currentEpoch: epoch };
}

function leaders(floor: Floor): number[] {
  return [...floor.outcomes.values()].map((outcome) => outcome.leader);
}

describe('an election', () => {
  it('EL1 gives the highest sid the lead when logs are equal', () => {
    const floor = new Floor(() => 10);
    for (const sid of [1, 2, 3]) floor.join(candidate(sid, 3));
    floor.run(5_000);
    expect(leaders(floor)).toEqual([3, 3, 3]);
    expect(floor.outcomes.get(3)?.state).toBe('leading');
    expect(floor.outcomes.get(1)?.state).toBe('following');
  });

  it('EL2 prefers the epoch, then the longer log, then the sid', () => {
    const vote = (peerEpoch: number, zxid: number, leader: number) => ({
      peerEpoch,
      zxid: zxid as Zxid,
      leader,
    });
    expect(beats(vote(2, 1, 1), vote(1, 9, 9))).toBe(true);
    expect(beats(vote(1, 9, 1), vote(1, 8, 9))).toBe(true);
    expect(beats(vote(1, 9, 2), vote(1, 9, 1))).toBe(true);
    expect(beats(vote(1, 9, 1), vote(1, 9, 1))).toBe(false);
  });

  it('EL3 ends at once when every voter agrees or refuses connections', () => {
    const floor = new Floor(() => 0);
    floor.join(candidate(1, 3));
    floor.join(candidate(2, 3));
    floor.run(100);
    expect(leaders(floor)).toEqual([2, 2]);
  });

  it('EL4 settles nothing without a quorum', () => {
    const floor = new Floor(() => 10);
    floor.join(candidate(1, 3));
    floor.run(120_000);
    expect(leaders(floor)).toEqual([]);
  });

  it('EL5 lets a late voter and an observer join an established leader', () => {
    const floor = new Floor(() => 10);
    for (const sid of [1, 2]) floor.join(candidate(sid, 3));
    floor.run(5_000);
    floor.join(candidate(3, 3, makeZxid(1, 9)));
    floor.join(candidate(9, 3));
    floor.run(5_000);
    expect(floor.outcomes.get(3)).toMatchObject({ leader: 2, state: 'following', by: 'joined' });
    expect(floor.outcomes.get(9)).toMatchObject({ leader: 2, state: 'observing', by: 'joined' });
  });

  it('EL6 tells those who ask later the epoch that was established', () => {
    const heard: Notification[] = [];
    const alone = new Election(candidate(1, 1), {
      send: (_to, notification) => heard.push(notification),
      haveDelivered: () => true,
      dialAll: () => undefined,
      renew: () => undefined,
      seek: () => undefined,
      isUnreachable: () => true,
    });
    expect(alone.start(candidate(1, 1), 0)?.leader).toBe(1);
    alone.establish(7);
    alone.receive(99, { ...alone.proposal, state: 'looking', round: 1, version: 1, config: '' }, 10);
    expect(heard.at(-1)).toMatchObject({ state: 'leading', leader: 1, peerEpoch: 7 });
  });

  it('EL8 tells a member whose vote of the same round is worse what it should have heard', () => {
    const heard: Notification[] = [];
    const better = new Election(candidate(2, 3, makeZxid(1, 9)), {
      send: (to, notification) => to === 1 && heard.push(notification),
      haveDelivered: () => true,
      dialAll: () => undefined,
      renew: () => undefined,
      seek: () => undefined,
      isUnreachable: () => false,
    });
    better.start(candidate(2, 3, makeZxid(1, 9)), 0);
    heard.length = 0;
    const worse = { leader: 1, zxid: makeZxid(1, 8), peerEpoch: 1, version: 2, config: 'version=0' };
    better.receive(1, { ...worse, state: 'looking', round: 1 }, 10);
    expect(heard).toMatchObject([{ leader: 2, zxid: makeZxid(1, 9), state: 'looking', round: 1 }]);
  });

  it('EL7 elects one leader, the best of those that are there, whatever the delays', () => {
    const member = fc.record({ epoch: fc.nat(2), counter: fc.nat(3), joins: fc.boolean() });
    const delays = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 25, maxLength: 25 });
    fc.assert(
      fc.property(fc.array(member, { minLength: 3, maxLength: 5 }), delays, (members, delay) => {
        const voters = members.length;
        const floor = new Floor((from, to) => (delay[((from - 1) * 5 + to - 1) % 25] as number) * 10);
        const all = members.map(({ epoch, counter }, i) =>
          candidate(i + 1, voters, makeZxid(epoch, counter), epoch),
        );
        floor.join(...all.filter((_, i) => members[i]?.joins));
        floor.run(60_000);
        const there = [...floor.candidates.values()];
        if (there.length * 2 <= voters) return floor.outcomes.size === 0;
        const best = there
          .map((each) => ({ leader: each.sid, zxid: each.lastLoggedZxid, peerEpoch: each.currentEpoch }))
          .reduce((one, other) => (beats(other, one) ? other : one));
        return floor.outcomes.size === there.length && leaders(floor).every((sid) => sid === best.leader);
      }),
      { numRuns: 300 },
    );
  });
});
