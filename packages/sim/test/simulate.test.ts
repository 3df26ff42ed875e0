import { describe, expect, it } from 'vitest';
import { simulate } from '../src/index.ts';

describe('a run', () => {
  it('is decided by its seed: twice the same, another seed another', () => {
    const options = { members: 1, observers: 0, minutes: 1 };
    const first = simulate({ ...options, seed: 3 });
    const second = simulate({ ...options, seed: 3 });
    const other = simulate({ ...options, seed: 4 });
    expect(second.traceHash).toBe(first.traceHash);
    expect(second.operations).toBe(first.operations);
    expect(other.traceHash).not.toBe(first.traceHash);
  });
});
