import { makeZxid, type Zxid } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { logName, packingOf, snapshotName, zxidOfLog, zxidOfSnapshot } from '../../src/log/file-names.ts';
import { isSuccessor, logsAfter, planRecovery } from '../../src/log/recovery.ts';

const names = [
  'log.1',
  'log.a',
  'log.200000001',
  'snapshot.0',
  'snapshot.9',
  'snapshot.100000000',
  'myid',
  'log.x',
];

describe('file names', () => {
  test('LO6 hexadecimal zxids, lower case, without leading zeros', () => {
    expect(logName(makeZxid(1, 0x2a))).toBe('log.10000002a');
    expect(snapshotName(0 as Zxid)).toBe('snapshot.0');
    expect(zxidOfLog('log.10000002a')).toBe(makeZxid(1, 0x2a));
    expect(zxidOfSnapshot('snapshot.ff.gz')).toBe(255);
    expect([packingOf('snapshot.1'), packingOf('snapshot.1.gz'), packingOf('snapshot.1.snappy')]).toEqual([
      'plain',
      'gzip',
      'snappy',
    ]);
  });

  test.each(['log', 'log.', 'log.g', 'log.1.tmp', 'Log.1', 'snapshot.1', 'log.ffffffffffffffff', 'xlog.1'])(
    'LO6 %s is no log',
    (name) => {
      expect(zxidOfLog(name)).toBeNull();
    },
  );

  test.each(['snapshot.', 'snapshot.1.tmp', 'tmp.snapshot.1', 'log.1'])('LO6 %s is no snapshot', (name) => {
    expect(zxidOfSnapshot(name)).toBeNull();
  });
});

describe('planRecovery', () => {
  test('LO7 snapshots newest first, logs oldest first, by number and not by text', () => {
    const plan = planRecovery(names, names);
    expect(plan.snapshots.map((file) => file.name)).toEqual([
      'snapshot.100000000',
      'snapshot.9',
      'snapshot.0',
    ]);
    expect(plan.logs.map((file) => file.name)).toEqual(['log.1', 'log.a', 'log.200000001']);
  });

  test.each([
    [0, ['log.1', 'log.a', 'log.200000001']],
    [5, ['log.1', 'log.a', 'log.200000001']],
    [9, ['log.a', 'log.200000001']],
    [10, ['log.a', 'log.200000001']],
    [makeZxid(1, 0), ['log.a', 'log.200000001']],
    [makeZxid(3, 0), ['log.200000001']],
  ])('LO7 after snapshot %i come the logs that can hold later transactions', (from, expected) => {
    expect(logsAfter(planRecovery([], names).logs, from as Zxid).map((file) => file.name)).toEqual(expected);
  });
});

describe('isSuccessor', () => {
  test.each([
    [0, 1, true],
    [5, 6, true],
    [5, 7, false],
    [5, 5, false],
    [5, makeZxid(1, 1), true],
    [5, makeZxid(1, 2), false],
    [makeZxid(1, 0), makeZxid(1, 1), true],
    [makeZxid(2, 7), makeZxid(1, 1), false],
    [makeZxid(1, 3), makeZxid(7, 1), true],
  ])('LO8 after %i, %i: %s', (previous, next, expected) => {
    expect(isSuccessor(previous as Zxid, next as Zxid)).toBe(expected);
  });
});
