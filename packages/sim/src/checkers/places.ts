import type { InvariantId } from '../run/violation.ts';

/**
 * `each step`: while the run goes on, because it cannot be seen afterwards. `end`: when all was healed and is quiet.
 * `history`: in what clients saw, with the log that survived. `unit`: what no run of the simulator can show, or not all of
 * it, by a test of its own.
 */
export type When = 'each step' | 'end' | 'history' | 'unit';

export interface Place {
  readonly when: When;
  /** From the repository's root. */
  readonly file: string;
}

const checker = (when: When, file: string): Place => ({ when, file: `packages/sim/src/checkers/${file}` });
const unit = (file: string): Place => ({ when: 'unit', file });

const committedLog = checker('each step', 'ensemble/committed-log.ts');
const ensemble = checker('each step', 'ensemble/ensemble-checks.ts');
const witness = checker('history', 'witness/witness.ts');
const sessions = checker('history', 'sessions/session-order.ts');
const online: Place = { when: 'each step', file: 'packages/sim/src/run/online-checks.ts' };
const liveness: Place = { when: 'end', file: 'packages/sim/src/run/liveness.ts' };

/** Where each invariant is checked. That each of them can be found broken is shown by a bad run in the tests. */
export const PLACES: Readonly<Record<InvariantId, readonly [Place, ...Place[]]>> = {
  I1: [ensemble],
  I2: [ensemble],
  I3: [committedLog],
  I4: [committedLog],
  I5: [committedLog],
  I6: [committedLog],
  I7: [committedLog],
  I8: [committedLog],
  I9: [committedLog],
  I10: [
    checker('each step', 'ensemble/link-watch.ts'),
    checker('each step', 'ensemble/broadcasts.ts'),
    ensemble,
  ],
  I11: [committedLog],
  I12: [ensemble],
  I13: [committedLog],
  I14: [committedLog],
  I15: [checker('each step', 'ensemble/type-ok.ts'), online],
  I16: [witness],
  I17: [witness, checker('history', 'cycles/cycles.ts')],
  I18: [checker('history', 'witness/real-time.ts'), checker('history', 'cycles/cycles.ts')],
  I19: [
    checker('history', 'witness/synced-reads.ts'),
    checker('history', 'linearizability/search.ts'),
    checker('history', 'witness/real-time.ts'),
  ],
  I20: [sessions, { when: 'each step', file: 'packages/sim/src/client/sim-client.ts' }],
  I21: [sessions, { when: 'each step', file: 'packages/sim/src/client/sim-client.ts' }],
  I22: [
    checker('history', 'witness/watches.ts'),
    checker('history', 'witness/standing-watches.ts'),
    unit('packages/engine/test/watch/watch-table.test.ts'),
  ],
  I23: [witness, online, liveness],
  I24: [witness],
  I25: [witness, checker('history', 'cycles/cycles.ts')],
  I26: [witness],
  I27: [witness, liveness],
  I28: [checker('each step', 'recovery.ts')],
  I29: [checker('each step', 'recovery.ts')],
  // A run has ACLs of one kind only; who may do what with which is a matter of tables.
  I30: [
    witness,
    unit('packages/engine/test/tree/acl.test.ts'),
    unit('packages/engine/test/pipeline/events.test.ts'),
  ],
  I31: [liveness],
  I32: [checker('each step', 'bounds.ts'), unit('packages/engine/test/fuzz/allocation.test.ts')],
};
