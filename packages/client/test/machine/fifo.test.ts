import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fifo } from '../../src/machine/fifo.ts';

it('gives back in order what was put in, like an array', () => {
  const command = fc.oneof(
    fc.nat({ max: 3000 }).map((count) => ({ put: count })),
    fc.nat({ max: 3000 }).map((count) => ({ take: count })),
  );
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      let next = 0;
      for (const each of commands) {
        if ('put' in each) {
          for (let i = 0; i < each.put; i++) {
            fifo.push(next);
            model.push(next++);
          }
        } else {
          const taken = Array.from({ length: each.take }, () => fifo.shift());
          expect(taken).toEqual(Array.from({ length: each.take }, () => model.shift()));
        }
        expect(fifo.size).toBe(model.length);
        expect(fifo.peek()).toBe(model[0]);
      }
      expect([...fifo]).toEqual(model);
      expect(fifo.drain()).toEqual(model);
      expect(fifo.size).toBe(0);
    }),
    { numRuns: 50 },
  );
});
