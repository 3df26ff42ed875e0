import { EMPTY_VIEW, foldEvent } from '@vivarium/timeline';
import { describe, expect, it } from 'vitest';
import { EnsembleObserver } from '../src/index.ts';
import { SRVR_STANDALONE } from './answers.ts';
import { ManualClock } from './manual-clock.ts';

function observer(historyCapacity = 100) {
  const clock = new ManualClock();
  const ensemble = new EnsembleObserver({
    members: [{ id: 1, name: 'zk-1', host: 'h1', port: 2181 }],
    pollIntervalMs: 1_000,
    historyCapacity,
    clock,
    ask: async (_, word) =>
      word === 'srvr'
        ? { outcome: 'text', text: SRVR_STANDALONE }
        : { outcome: 'not-whitelisted', cause: '' },
  });
  const polled = () =>
    new Promise<void>((resolve) => {
      const end = ensemble.subscribe(({ event }) => {
        if (event.type !== 'statusPolled') return;
        end();
        resolve();
      });
    });
  return { clock, ensemble, polled };
}

describe('EnsembleObserver', () => {
  it('folds what the poll hears and tells its subscribers', async () => {
    const { ensemble, polled } = observer();
    const seen: number[] = [];
    ensemble.subscribe(({ seq }, view) => {
      seen.push(seq);
      expect(view).toBe(ensemble.view);
    });
    ensemble.start();
    await polled();
    expect(ensemble.view).toMatchObject({
      verdict: { kind: 'standalone', name: 'zk-1' },
      members: [{ id: 1, address: 'h1:2181', mode: 'standalone', nodeCount: 23 }],
      means: { 'status-poll': { name: 'on' }, 'observer-tap': { name: 'off' } },
    });
    expect(seen).toEqual([1, 2, 3, 4]);
    ensemble.stop();
    expect(ensemble.view.means['status-poll']).toEqual({ name: 'off' });
  });

  it('takes the events of a member of our own among those of the poll', async () => {
    const { ensemble, polled } = observer();
    ensemble.start();
    await polled();
    ensemble.accept({
      seq: 1,
      atMs: 5,
      wallMs: 6,
      member: 1,
      type: 'committed',
      zxid: 0x100000063,
      session: '0x1',
      cxid: 1,
      op: 'create',
      paths: ['/a'],
      bytes: 10,
    });
    expect(ensemble.view.members[0]?.zxid).toBe(0x100000063);
    ensemble.stop();
  });

  it('gives a reader that comes back what it missed, or everything', async () => {
    const { clock, ensemble, polled } = observer(5);
    ensemble.start();
    await polled();
    const { seq, view } = ensemble;
    for (let round = 0; round < 3; round++) {
      const done = polled();
      clock.pass(1_000);
      await done;
    }
    const updates = ensemble.updates(seq);
    if (updates.type === 'reset') throw new Error('the history reaches back that far');
    expect(updates.entries.reduce((folded, { event }) => foldEvent(folded, event), view)).toEqual(
      ensemble.view,
    );
    expect(ensemble.updates(1)).toEqual({ type: 'reset', seq: ensemble.seq, view: ensemble.view });
    expect(ensemble.updates(null).type).toBe('reset');
    expect(ensemble.updates(ensemble.seq)).toEqual({ type: 'events', seq: ensemble.seq, entries: [] });
    ensemble.stop();
  });

  it('knows nothing before it starts', () => {
    expect(observer().ensemble.view).toBe(EMPTY_VIEW);
  });
});
