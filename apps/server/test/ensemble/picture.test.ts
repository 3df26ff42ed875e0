import { describe, expect, it } from 'vitest';
import { EnsemblePicture, txnsBetween } from '../../src/ensemble/picture.ts';

const status = (zxid: number, connections = 1) =>
  ({
    version: '3.9.5-x, built on y',
    mode: 'standalone',
    zxid,
    latencyMs: { min: 0, avg: 0.5, max: 3 },
    received: 10,
    sent: 9,
    connections,
    outstanding: 0,
    nodeCount: 5,
  }) as const;

const picture = () =>
  new EnsemblePicture(
    { label: 'local', embedded: true, address: '127.0.0.1:1', name: 'zk-1', pollIntervalMs: 250 },
    1_000,
  );

describe('the picture of the ensemble', () => {
  it('knows nothing before the first answer', () => {
    const [member] = picture().view().members;
    expect([member?.state, member?.mode, member?.polledAtMs]).toEqual(['unknown', null, null]);
  });

  it('takes the answer as it is, and says that sessions were not told', () => {
    const now = picture();
    const outcome = now.answered(status(0x10), 2_000);
    expect(outcome).toMatchObject({ cameUp: true, modeChanged: false });
    expect(now.view().members[0]).toMatchObject({
      state: 'up',
      mode: 'standalone',
      zxid: '0x10',
      sessions: null,
      polledAtMs: 2_000,
    });
  });

  it('keeps the last values of a member that fell silent, with the time they are of', () => {
    const now = picture();
    now.answered(status(0x10, 7), 2_000);
    const outcome = now.silent('connection refused', 3_000);
    expect(outcome.wentDown).toBe(true);
    expect(now.view().members[0]).toMatchObject({
      state: 'down',
      cause: 'connection refused',
      connections: 7,
      polledAtMs: 2_000,
    });
    expect(now.silent('connection refused', 4_000).wentDown).toBe(false);
  });

  it('lays a stratum per poll: transactions since the last answer, null where none came', () => {
    const now = picture();
    now.answered(status(10), 1_000);
    now.answered(status(14), 1_250);
    now.silent('x', 1_500);
    now.answered(status(20), 1_750);
    expect(now.strata(10).map((stratum) => stratum.txns)).toEqual([0, 4, null, 6]);
    expect(now.strata(2).map((stratum) => stratum.spanMs)).toEqual([250, 250]);
  });

  it('counts across an epoch only what the new one did', () => {
    expect(txnsBetween(null, 5)).toBe(0);
    expect(txnsBetween(5, 9)).toBe(4);
    expect(txnsBetween(9, 5)).toBe(0);
    expect(txnsBetween(2 ** 32 + 9, 2 * 2 ** 32 + 3)).toBe(3);
  });
});
