import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RegisterOperation, type RegisterState, search, step } from '../../src/index.ts';

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

/** Tries every order: the definition itself. */
function isLinearizable(left: readonly RegisterOperation[], state: RegisterState): boolean {
  const answered = left.filter((each) => Number.isFinite(each.returnedUs));
  if (answered.length === 0) return true;
  const firstEnd = Math.min(...answered.map((each) => each.returnedUs));
  return left.some((each) => {
    if (each.invokedUs > firstEnd) return false;
    const after = step(state, each);
    return (
      after !== undefined &&
      isLinearizable(
        left.filter((other) => other !== each),
        after,
      )
    );
  });
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
});
