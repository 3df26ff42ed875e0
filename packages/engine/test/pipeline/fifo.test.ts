import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fifo } from '../../src/pipeline/fifo.ts';

type Step = { readonly do: 'push'; readonly count: number } | { readonly do: 'shift' | 'pop' | 'clear' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('push' as const), count: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('shift' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pop' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
);

describe('Fifo', () => {
  it('behaves as an array does', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const fifo = new Fifo<number>();
        let model: number[] = [];
        let next = 0;
        for (const taken of steps) {
          if (taken.do === 'push') {
            for (let i = 0; i < taken.count; i++) {
              fifo.push(next);
              model.push(next++);
            }
          } else if (taken.do === 'clear') {
            fifo.clear();
            model = [];
          } else if (taken.do === 'pop') expect(fifo.pop()).toBe(model.pop());
          else expect(fifo.shift()).toBe(model.shift());
          expect([...fifo]).toEqual(model);
          expect(fifo.length).toBe(model.length);
          expect(fifo.peek()).toBe(model[0]);
          expect(fifo.peekLast()).toBe(model.at(-1));
          expect(fifo.at(model.length)).toBeUndefined();
        }
      }),
    );
  });

  it('goes on after it held more than it keeps room for', () => {
    const fifo = new Fifo<number>();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 10_000; i++) fifo.push(i);
      for (let i = 0; i < 10_000; i++) expect(fifo.shift()).toBe(i);
      expect(fifo.shift()).toBeUndefined();
    }
  });
});
