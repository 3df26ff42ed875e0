import type { Zxid } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logName, snapshotName } from '../../src/log/file-names.ts';
import { planPurge } from '../../src/log/purge.ts';
import { logsAfter, planRecovery } from '../../src/log/recovery.ts';

describe('planPurge', () => {
  const snapshots = ['snapshot.0', 'snapshot.10', 'snapshot.20', 'snapshot.30', 'snapshot.40'];
  const logs = ['log.1', 'log.11', 'log.1f', 'log.21', 'log.31', 'log.41'];

  test('LO9 keeps the newest three and the logs behind the oldest of them', () => {
    expect(planPurge(snapshots, logs, new Set(snapshots), 3)).toEqual({
      snapshots: ['snapshot.0', 'snapshot.10'],
      logs: ['log.1', 'log.11'],
    });
  });

  test('LO9 never keeps fewer than three', () => {
    expect(planPurge(snapshots, logs, new Set(snapshots), 1).snapshots).toHaveLength(2);
  });

  test('LO9 a damaged snapshot does not count', () => {
    // Log 1 stays: it is the newest that begins at or before snapshot 10.
    const sound = new Set(['snapshot.0', 'snapshot.10', 'snapshot.30', 'snapshot.40']);
    expect(planPurge(snapshots, logs, sound, 3)).toEqual({ snapshots: ['snapshot.0'], logs: [] });
  });

  test('LO9 without a verified snapshot nothing is deleted', () => {
    expect(planPurge(snapshots, logs, new Set(), 3)).toEqual({ snapshots: [], logs: [] });
  });

  test('LO9 what remains recovers from every kept snapshot, and other files are never touched', () => {
    const zxids = fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(zxids, zxids, fc.integer({ min: 3, max: 6 }), (snaps, starts, retain) => {
        const snapshotNames = snaps.map((zxid) => snapshotName(zxid as Zxid));
        const logNames = [...starts.map((zxid) => logName(zxid as Zxid)), 'myid', 'notes'];
        const plan = planPurge(snapshotNames, logNames, new Set(snapshotNames), retain);
        const gone = new Set([...plan.snapshots, ...plan.logs]);
        const before = planRecovery(snapshotNames, logNames);
        const after = planRecovery(
          snapshotNames.filter((name) => !gone.has(name)),
          logNames.filter((name) => !gone.has(name)),
        );
        expect(after.snapshots).toEqual(before.snapshots.slice(0, retain));
        for (const { zxid } of after.snapshots) {
          expect(logsAfter(after.logs, zxid)).toEqual(logsAfter(before.logs, zxid));
        }
        expect([...gone].some((name) => name === 'myid' || name === 'notes')).toBe(false);
      }),
    );
  });
});
