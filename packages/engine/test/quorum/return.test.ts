import { describe, expect, it } from 'vitest';
import { Prng } from '../../src/member/prng.ts';
import { Cluster } from './cluster.ts';

/** With it a wait for the whole of initLimit takes a minute, and cannot be missed. */
const LONG_INIT_LIMIT_TICKS = 300;
/** The longest pause between two notifications, an election, and a synchronization. */
const PROMPT_MS = 2000 + 1000;
/** Besides, who leads nobody asks whom the others support, and gives up a second later. */
const PASSED_OVER_MS = PROMPT_MS + 500 + 1000;

function cluster(voters: number, seed: number): Cluster {
  const prng = new Prng(seed);
  return new Cluster(voters, 0, () => prng.below(1_000_000) / 1_000_000, LONG_INIT_LIMIT_TICKS);
}

/** Isolates each of these, one after the other, and lets them rejoin in this order, with pauses up to some seconds. */
function isolateAndRejoin(of: Cluster, away: readonly number[], back: readonly number[], prng: Prng): void {
  const pause = () => of.run(10 * prng.below([5, 30, 100, 400][prng.below(4)] as number));
  for (const sid of away) {
    of.isolate(sid);
    pause();
  }
  for (const sid of back) {
    pause();
    of.rejoin(sid);
  }
}

const allServe = (each: Cluster) => [...each.seats.values()].every((seat) => !seat.up || seat.serving);

describe('members that come late or back', () => {
  it('ZB3 one that was elected and then passed over does not wait for initLimit', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const prng = new Prng(seed);
      const three = cluster(3, seed);
      for (let change = 0; change < 12; change++) {
        const sid = 1 + prng.below(3);
        const kind = prng.below(4);
        if (kind === 0) three.crash(sid);
        else if (kind === 1) three.restart(sid);
        else if (kind === 2) three.sever(sid, 1 + (sid % 3));
        else three.heal();
        three.run(10 * prng.below(12));
      }
      three.heal();
      for (const sid of [1, 2, 3]) three.restart(sid);
      expect(
        three.runUntil(() => allServe(three), PROMPT_MS),
        `seed ${seed}`,
      ).toBe(true);
    }
  });

  it('EL10 isolated members are back soon after the links are healed, however long they were away', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const five = cluster(5, seed);
      five.runUntil(() => allServe(five), 5_000);
      for (const away of [5, 2, 4]) {
        for (const other of [1, 2, 3, 4, 5]) if (other !== away) five.sever(away, other);
        five.run(seed * 310);
      }
      five.heal();
      expect(
        five.runUntil(() => allServe(five), PROMPT_MS),
        `seed ${seed}`,
      ).toBe(true);
    }
  });

  // Links heal member by member: in between a member may hear both sides of those that do not hear each other.
  it.each([
    { away: [1, 2], back: [1, 2], refuses: true },
    { away: [1, 2], back: [2, 1], refuses: true },
    { away: [1, 3], back: [1, 3], refuses: true },
    { away: [3, 2], back: [3, 2], refuses: true },
    { away: [3, 2], back: [3, 2], refuses: false },
    { away: [1, 2, 3], back: [1, 2, 3], refuses: true },
    { away: [3, 2, 1], back: [3, 2, 1], refuses: false },
  ])(
    'EL10 a member that led when it was passed over is back soon: $away isolated, $back rejoin, dials refused: $refuses',
    ({ away, back, refuses }) => {
      for (let seed = 1; seed <= 100; seed++) {
        const three = cluster(3, seed);
        three.cutsRefuse = refuses;
        three.runUntil(() => allServe(three), 5_000);
        isolateAndRejoin(three, away, back, new Prng(7 * seed));
        expect(
          three.runUntil(() => allServe(three), PASSED_OVER_MS),
          `seed ${seed}`,
        ).toBe(true);
      }
    },
  );
});
