import { describe, expect, it } from 'vitest';
import type { Live } from '../../src/stores/live.ts';
import { writeBlockOf } from '../../src/stores/write-block.ts';
import { ensemble, lost } from '../ensemble/members.ts';

const live = (facts: Partial<Live>): Live => ({
  link: { state: 'live' },
  heardAtMs: 0,
  skewMs: 0,
  ensemble: ensemble(),
  events: [],
  strata: [],
  jobs: [],
  guard: null,
  ...facts,
});

describe('why nothing can be written', () => {
  it('is told for the quorum, the session and the page’s own line apart', () => {
    const client = { state: 'lost', session: null, sinceMs: 0 } as const;
    expect(writeBlockOf(live({}))).toBeNull();
    expect(writeBlockOf(live({ ensemble: lost() }))).toBe('write.noQuorum');
    expect(writeBlockOf(live({ ensemble: ensemble({ client }) }))).toBe('write.noSession');
    expect(writeBlockOf(live({ link: { state: 'stale' } }))).toBe('write.noServer');
    const locked = { connection: 'a', mode: 'locked', unlockedUntilMs: null, prefixes: [] } as const;
    expect(writeBlockOf(live({ guard: { ...locked, prefixes: [] } }))).toBe('write.locked');
    expect(writeBlockOf(live({ guard: { ...locked, prefixes: [], unlockedUntilMs: 1 } }))).toBeNull();
  });
});
