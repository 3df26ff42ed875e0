import { expect, it } from 'vitest';
import { ElectionProbe } from '../../src/index.ts';
import { ManualClock } from '../manual-clock.ts';

/** Longer than a member may be silent. */
const SILENCE_MS = 10_000;
/** Nobody is reached: the test ends before a connection could be made. */
const NOBODY = { host: '127.0.0.1', electionPort: 1 };

function silent(onFailed: (probe: ElectionProbe) => void): { probe: ElectionProbe; clock: ManualClock } {
  const clock = new ManualClock();
  const probe: ElectionProbe = new ElectionProbe({
    sid: 1000,
    members: [
      { id: 1, ...NOBODY },
      { id: 2, ...NOBODY },
    ],
    clock,
    onEvent: (event) => {
      if (event.type === 'meansChanged' && event.state.name === 'failed') onFailed(probe);
    },
  });
  probe.start();
  clock.pass(SILENCE_MS);
  return { probe, clock };
}

it('has one turn to come, and none after a stop, also when a member falls silent and that is news to hurry for', () => {
  let news = 0;
  const { probe, clock } = silent((each) => {
    news += 1;
    each.hurry();
  });
  expect(news).toBeGreaterThan(0);
  expect(clock.waiting).toBe(1);
  probe.stop();
  expect(clock.waiting).toBe(0);
});

it('asks nobody after it was stopped in the middle of a turn', () => {
  const { clock } = silent((each) => each.stop());
  expect(clock.waiting).toBe(0);
});
