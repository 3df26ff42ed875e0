import type { DemoFact } from '@vivarium/contract';
import { describe, expect, it } from 'vitest';
import { stageOf } from '../../src/demo/scenario-stage.ts';

const run = (...facts: readonly Partial<DemoFact>[]) => ({
  id: 1,
  scenario: 'competingLock' as const,
  root: '/demo/scenarios/x',
  startedAtMs: 0,
  state: 'running' as const,
  failure: null,
  facts: facts.map((fact, n) => ({
    n,
    atMs: 0,
    client: 'A',
    what: 'connected' as const,
    path: null,
    zxid: null,
    about: null,
    ...fact,
  })),
});

describe('where a scenario can be seen', () => {
  it('is not known before anybody has told of a node', () => {
    expect(stageOf(run({}, { what: 'died' }))).toBeNull();
  });

  it('is above a place in a line, and at a configuration itself', () => {
    expect(stageOf(run({}, { what: 'waits', path: '/s/orders/lock-0000000000' }))).toBe('/s/orders');
    expect(stageOf(run({ what: 'published', path: '/s/app.json' }))).toBe('/s/app.json');
  });
});
