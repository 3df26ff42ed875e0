import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_VIEW, foldEvent, History } from '../src/index.ts';
import { anyTrace } from './events.ts';

describe('History', () => {
  it('gives what happened since any number that it still knows, and a reset for every other', () => {
    fc.assert(
      fc.property(anyTrace, fc.integer({ min: 1, max: 30 }), (trace, capacity) => {
        const history = new History(capacity);
        for (const event of trace) history.append(event);
        for (let seq = -1; seq <= trace.length + 1; seq++) {
          const since = history.since(seq);
          if (seq < 0 || seq > trace.length || seq < trace.length - capacity) {
            expect(since).toBe('reset');
          } else {
            expect(since).toEqual(trace.slice(seq).map((event, i) => ({ seq: seq + i + 1, event })));
          }
        }
      }),
    );
  });

  it('lets a reader that comes back fold to the same view', () => {
    fc.assert(
      fc.property(anyTrace, fc.nat({ max: 40 }), (trace, left) => {
        const history = new History(100);
        let view = EMPTY_VIEW;
        let reader = EMPTY_VIEW;
        for (const [i, event] of trace.entries()) {
          history.append(event);
          view = foldEvent(view, event);
          if (i < left) reader = foldEvent(reader, event);
        }
        const missed = history.since(Math.min(left, trace.length));
        if (missed === 'reset') throw new Error('the history is long enough');
        for (const { event } of missed) reader = foldEvent(reader, event);
        expect(reader).toEqual(view);
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a capacity of %d', (capacity) => {
    expect(() => new History(capacity)).toThrow(RangeError);
  });
});
