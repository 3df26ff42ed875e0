import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RegisterOperation, search } from '../../src/index.ts';
import { isLinearizable } from './every-order.ts';

const stat = { version: 0 } as never;
const OK = 0;

interface Sketch {
  readonly kind: 'create' | 'set' | 'get' | 'delete';
  readonly value: number;
  readonly from: number;
  readonly length: number;
  readonly err: number;
  readonly isUnknown: boolean;
}

function operation(id: number, { kind, value, from, length, err, isUnknown }: Sketch): RegisterOperation {
  const path = '/r';
  const data = `${value}`;
  const call =
    kind === 'create'
      ? {
          type: 'create' as const,
          path,
          value: data,
          ephemeral: false,
          sequential: false,
          access: 'open' as const,
        }
      : kind === 'set'
        ? { type: 'setData' as const, path, value: data, version: -1 }
        : kind === 'delete'
          ? { type: 'delete' as const, path, version: -1 }
          : { type: 'getData' as const, path, watch: false };
  const result =
    kind === 'get' && err === OK
      ? { type: 'data' as const, value: data, stat: { ...(stat as object), version: value % 2 } as never }
      : { type: 'none' as const };
  const outcome = isUnknown ? null : { err, result };
  const returnedUs = isUnknown ? Number.POSITIVE_INFINITY : from + length;
  return { id, invokedUs: from, returnedUs, parts: [{ call, outcome }] };
}

const sketch = fc.record({
  kind: fc.constantFrom('create' as const, 'set' as const, 'get' as const, 'delete' as const),
  value: fc.nat(2),
  from: fc.nat(8),
  length: fc.nat(6),
  err: fc.constantFrom(0, 0, 0, -101, -110),
  isUnknown: fc.boolean(),
});

describe('the search for an order', () => {
  it('agrees with trying every order, on small histories', () => {
    const seen = { linearizable: 0, violation: 0 };
    fc.assert(
      fc.property(fc.array(sketch, { maxLength: 6 }), (sketches) => {
        const history = sketches.map((each, id) => operation(id, each));
        const expected = isLinearizable(history, null) ? 'linearizable' : 'violation';
        seen[expected]++;
        expect(search(history, 100_000)).toBe(expected);
      }),
      { numRuns: 10_000, seed: 1 },
    );
    expect(seen.linearizable).toBeGreaterThan(1000);
    expect(seen.violation).toBeGreaterThan(1000);
  });

  it('finds a stale read, a lost write and a write that came back', () => {
    const at = { length: 1, err: OK, isUnknown: false };
    const made = operation(0, { ...at, kind: 'create', value: 0, from: 0 });
    const set = operation(1, { ...at, kind: 'set', value: 1, from: 2 });
    const fresh = operation(2, { ...at, kind: 'get', value: 1, from: 4 });
    const stale = operation(3, { ...at, kind: 'get', value: 0, from: 6 });
    expect(search([made, set, fresh], 1000)).toBe('linearizable');
    expect(search([made, set, stale], 1000)).toBe('violation');
    expect(search([made, set, fresh, stale], 1000)).toBe('violation');
    expect(
      search([made, { ...set, returnedUs: 20 }, stale, { ...fresh, invokedUs: 8, returnedUs: 9 }], 1000),
    ).toBe('linearizable');
  });

  it('gives up, and says so, when it may take no more steps', () => {
    const history = [
      operation(0, { kind: 'create', value: 0, from: 0, length: 1, err: OK, isUnknown: false }),
    ];
    expect(search(history, -1)).toBe('timeout');
  });

  it('agrees with trying every order, on all histories of up to three operations', () => {
    const seen = { linearizable: 0, violation: 0 };
    for (let count = 1; count <= 3; count++) {
      for (const history of allHistories(count)) {
        const expected = isLinearizable(history, null) ? 'linearizable' : 'violation';
        seen[expected]++;
        if (search(history, 10_000) !== expected) expect(history).toBe(expected);
      }
    }
    expect(seen.linearizable).toBeGreaterThan(5000);
    expect(seen.violation).toBeGreaterThan(20_000);
  });
});

/** What one operation may be: with each answer that matters, and of unknown fate. */
const KINDS: readonly Omit<Sketch, 'from' | 'length'>[] = [
  ...[0, 1].map((value) => ({ kind: 'create' as const, value, err: OK, isUnknown: false })),
  { kind: 'create', value: 0, err: -110, isUnknown: false },
  { kind: 'set', value: 1, err: OK, isUnknown: false },
  { kind: 'set', value: 1, err: -101, isUnknown: false },
  ...[0, 1].map((value) => ({ kind: 'get' as const, value, err: OK, isUnknown: false })),
  { kind: 'get', value: 0, err: -101, isUnknown: false },
  { kind: 'delete', value: 0, err: OK, isUnknown: false },
  { kind: 'delete', value: 0, err: -101, isUnknown: false },
  ...(['create', 'set', 'delete'] as const).map((kind) => ({ kind, value: 0, err: OK, isUnknown: true })),
];

/** Every order of starts and ends, with every choice of operations. */
function* allHistories(count: number): Generator<RegisterOperation[]> {
  for (const spans of allSpans(count)) {
    for (let choice = 0; choice < KINDS.length ** count; choice++) {
      yield spans.map(([from, to], id) => {
        const kind = KINDS[Math.floor(choice / KINDS.length ** id) % KINDS.length] as (typeof KINDS)[number];
        return operation(id, { ...kind, from, length: to - from });
      });
    }
  }
}

function allSpans(count: number): [number, number][][] {
  if (count === 0) return [[]];
  const found: [number, number][][] = [];
  const last = 2 * count - 1;
  // The first start is that of the first operation: which of them is called so does not matter.
  for (const rest of allSpans(count - 1)) {
    for (let end = 1; end <= last; end++) {
      const shift = (at: number): number => (at + 1 >= end ? at + 2 : at + 1);
      found.push([[0, end], ...rest.map(([from, to]): [number, number] => [shift(from), shift(to)])]);
    }
  }
  return found;
}
