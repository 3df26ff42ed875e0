// One process of the swarm: takes a run, answers what came of it, takes the next.
import { INVARIANTS, simulate } from '@vivarium/sim';

process.on('message', (wanted) => {
  const startedMs = performance.now();
  let answer;
  try {
    const { status, violations, faults, operations, simulatedUs, traceHash } = simulate(wanted);
    answer = {
      status,
      violations: violations.map(
        ({ invariant, atUs, message }) =>
          `${invariant} (${INVARIANTS[invariant]}) at ${(atUs / 1e6).toFixed(3)} s: ${message}`,
      ),
      faults: Object.values(faults).reduce((sum, each) => sum + each, 0),
      operations,
      hours: simulatedUs / 3.6e9,
      traceHash,
    };
  } catch (error) {
    answer = { status: 'fell', violations: [error.stack], faults: 0, operations: 0, hours: 0, traceHash: '' };
  }
  process.send({ ...answer, elapsedMs: performance.now() - startedMs });
});
