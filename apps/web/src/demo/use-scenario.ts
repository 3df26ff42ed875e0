import type { ScenarioView } from '@vivarium/contract';
import { useEffect } from 'react';
import { changes } from '../stores/changes.ts';
import { createStore, useStore } from '../stores/store.ts';
import { demoApi } from './demo-api.ts';

const run = createStore<ScenarioView | null>(null);

function take(next: ScenarioView | null): void {
  const before = run.get();
  // An answer may be older than what the stream has told meanwhile.
  const isOlder =
    next !== null && before !== null && before.id === next.id && next.facts.length < before.facts.length;
  if (!isOlder) run.set(next);
}

/** The scenario that plays, or was played last; null when none was. */
export function useScenario(): ScenarioView | null {
  useEffect(() => {
    const read = () =>
      void demoApi.scenario().then(
        (last) => take(last.run),
        () => undefined,
      );
    read();
    const stops = [changes.on('scenario', (change) => take(change.run)), changes.onMissed(read)];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return useStore(run, (now) => now);
}

/** @throws ApiFault */
export async function playScenario(scenario: ScenarioView['scenario']): Promise<ScenarioView> {
  const next = await demoApi.perform(scenario);
  take(next);
  return next;
}
