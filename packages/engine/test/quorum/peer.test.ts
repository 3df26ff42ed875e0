import { describe, expect, it } from 'vitest';
import { Prng } from '../../src/member/prng.ts';
import { Cluster } from './cluster.ts';

function cluster(voters: number, observers = 0, seed = 1): Cluster {
  const prng = new Prng(seed);
  return new Cluster(voters, observers, () => prng.below(1_000_000) / 1_000_000);
}

const allServe = (each: Cluster) => [...each.seats.values()].every((seat) => !seat.up || seat.serving);

describe('peers', () => {
  it('ZB1 elect a leader, synchronize, and apply what it proposes in one order everywhere', () => {
    const three = cluster(3, 1);
    expect(three.runUntil(() => allServe(three), 5_000)).toBe(true);
    expect(three.leader()?.sid).toBe(3);
    for (let i = 0; i < 50; i++) {
      three.write(`w${i}`);
      if (i % 7 === 0) three.run(10);
    }
    three.run(1_000);
    const expected = Array.from({ length: 50 }, (_, i) => `w${i}`);
    for (const sid of [1, 2, 3, 4]) expect(three.applied(sid)).toEqual(expected);
  });

  it('ZB2 go on without their leader, and take it back when it returns', () => {
    const three = cluster(3);
    three.runUntil(() => allServe(three), 5_000);
    for (let i = 0; i < 5; i++) three.write(`a${i}`);
    three.run(500);
    three.crash(3);
    expect(three.runUntil(() => three.leader() !== undefined, 5_000)).toBe(true);
    three.write('b');
    three.run(500);
    three.restart(3);
    expect(three.runUntil(() => allServe(three), 5_000)).toBe(true);
    for (const sid of [1, 2, 3]) expect(three.applied(sid)).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'b']);
  });

  it('ZB3 give up leading without a quorum, and lose nothing that a quorum had', () => {
    const three = cluster(3);
    three.runUntil(() => allServe(three), 5_000);
    three.write('a');
    three.run(500);
    three.sever(3, 1);
    three.sever(3, 2);
    three.write('lost');
    expect(three.runUntil(() => three.leader()?.sid === 2, 10_000)).toBe(true);
    three.write('b');
    three.run(500);
    three.heal();
    expect(three.runUntil(() => allServe(three), 10_000)).toBe(true);
    three.run(1_000);
    for (const sid of [1, 2, 3]) expect(three.applied(sid)).toEqual(['a', 'b']);
  });

  const SEEDS = Number(process.env.SEEDS ?? 60);
  it(`ZB4 agree on one history that only grows, through crashes and cuts (${SEEDS} seeds)`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) stormy(seed);
  });
});

function isPrefix(shorter: readonly string[], longer: readonly string[]): boolean {
  return shorter.every((each, i) => longer[i] === each);
}

/** Faults and writes in turn; then everything heals, and all must hold one history with every committed write. */
function stormy(seed: number): void {
  const prng = new Prng(seed);
  const voters = seed % 3 === 0 ? 5 : 3;
  const each = new Cluster(voters, seed % 2, () => prng.below(1_000_000) / 1_000_000);
  const sids = [...each.seats.keys()];
  const any = () => sids[prng.below(sids.length)] as number;
  let committed: string[] = [];
  for (let turn = 0; turn < 40; turn++) {
    const dice = prng.below(10);
    if (dice < 2) each.crash(any());
    else if (dice < 5) for (const sid of sids) each.restart(sid);
    else if (dice === 5) each.sever(any(), any());
    else if (dice === 6) each.heal();
    for (let i = prng.below(8); i > 0; i--) {
      each.write(`${turn}.${i}`);
      if (prng.below(3) === 0) each.run(10);
    }
    each.run(prng.below(80) * 10);
    for (const seat of each.seats.values()) {
      if (!seat.up || !seat.serving) continue;
      const applied = each.applied(seat.sid);
      const [shorter, longer] =
        applied.length < committed.length ? [applied, committed] : [committed, applied];
      expect(isPrefix(shorter, longer), `seed ${seed}, turn ${turn}, server ${seat.sid}`).toBe(true);
      committed = [...longer];
    }
  }
  each.heal();
  for (const sid of sids) each.restart(sid);
  const well = each.runUntil(() => allServe(each), 60_000);
  expect(well, `seed ${seed}: everybody serves again`).toBe(true);
  each.write('end');
  each.run(2_000);
  for (const sid of sids) {
    const applied = each.applied(sid);
    expect(isPrefix(committed, applied), `seed ${seed}: nothing committed is lost on ${sid}`).toBe(true);
    expect(applied.at(-1), `seed ${seed}: ${sid} goes on`).toBe('end');
    expect(applied, `seed ${seed}: ${sid} agrees`).toEqual(each.applied(sids[0] as number));
  }
}
