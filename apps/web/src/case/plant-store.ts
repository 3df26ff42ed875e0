import type { PlantView } from '@vivarium/contract';
import { useEffect } from 'react';
import { changes } from '../stores/changes.ts';
import { createStore, useStore } from '../stores/store.ts';
import { useTree } from '../stores/tree-context.ts';

const plant = createStore<PlantView | null>(null);

/** The plant of now; the server draws it only while some page asks for it. */
export function usePlant(): PlantView | null {
  const { session } = useTree();
  useEffect(() => {
    const stop = changes.on('plant', (change) => plant.set(change.plant));
    session.look({ plant: true });
    return () => {
      stop();
      session.look({ plant: false });
    };
  }, [session]);
  return useStore(plant, (now) => now);
}
