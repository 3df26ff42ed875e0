import { describe, expect, it } from 'vitest';
import { planRetention } from '../../src/history/retention.ts';

const file = (name: string, bytes = 100, writtenMs = 0) => ({ name, bytes, writtenMs });
const ROOMY = { bytesMax: 1_000_000, ageMaxMs: 1_000_000 };

describe('planRetention', () => {
  it('keeps everything without a snapshot: nothing else could be recovered from', () => {
    expect(planRetention([file('log.1'), file('log.2')], 9_999_999, { bytesMax: 1, ageMaxMs: 1 })).toEqual(
      [],
    );
  });

  it('keeps the two newest snapshots and what follows the older of them', () => {
    const files = [
      ...['log.1', 'log.11', 'log.21', 'log.31'].map((name) => file(name)),
      ...['snapshot.10', 'snapshot.20', 'snapshot.30'].map((name) => file(name)),
    ];
    expect(planRetention(files, 0, { bytesMax: 1, ageMaxMs: 1_000 })).toEqual([
      'snapshot.10',
      'log.1',
      'log.11',
    ]);
  });

  it('deletes old logs one by one until the rest is small and young enough', () => {
    const files = [
      file('log.1', 100, 0),
      file('log.11', 100, 500),
      file('log.21', 100, 900),
      file('snapshot.20', 10, 900),
      file('snapshot.30', 10, 900),
    ];
    expect(planRetention(files, 1_000, ROOMY)).toEqual([]);
    expect(planRetention(files, 1_000, { ...ROOMY, ageMaxMs: 600 })).toEqual(['log.1']);
    expect(planRetention(files, 1_000, { ...ROOMY, bytesMax: 250 })).toEqual(['log.1']);
    expect(planRetention(files, 1_000, { ...ROOMY, bytesMax: 200 })).toEqual(['log.1', 'log.11']);
  });
});
