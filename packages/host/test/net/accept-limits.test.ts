import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AcceptLimits } from '../../src/net/accept-limits.ts';

describe('limits at accept', () => {
  it('admit up to maxClientCnxns of one address and no more', () => {
    const limits = new AcceptLimits(3, 0);
    expect([1, 2, 3].map(() => limits.admit('a'))).toEqual([null, null, null]);
    expect(limits.admit('a')).toBe('too many connections from a: maxClientCnxns is 3');
    expect(limits.admit('b')).toBeNull();
    limits.release('a');
    expect(limits.admit('a')).toBeNull();
  });

  it('admit up to maxCnxns in all and no more', () => {
    const limits = new AcceptLimits(0, 2);
    expect([limits.admit('a'), limits.admit('b')]).toEqual([null, null]);
    expect(limits.admit('c')).toBe('too many connections: maxCnxns is 2');
    limits.release('b');
    expect(limits.admit('c')).toBeNull();
  });

  it('take 0 for no limit', () => {
    const limits = new AcceptLimits(0, 0);
    expect(Array.from({ length: 1000 }, () => limits.admit('a')).every((refusal) => refusal === null)).toBe(
      true,
    );
  });

  it('never let more in than allowed, whatever the order of comings and goings', () => {
    const address = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), address), { maxLength: 200 }), (moves) => {
        const limits = new AcceptLimits(2, 4);
        const inside: string[] = [];
        for (const [comes, who] of moves) {
          const room = inside.length < 4 && inside.filter((each) => each === who).length < 2;
          if (comes) {
            expect(limits.admit(who) === null).toBe(room);
            if (room) inside.push(who);
          } else if (inside.includes(who)) {
            inside.splice(inside.indexOf(who), 1);
            limits.release(who);
          }
        }
      }),
    );
  });
});
