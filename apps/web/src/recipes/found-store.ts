import type { Fault, FoundRecipes } from '@vivarium/contract';
import { useEffect } from 'react';
import { changes } from '../stores/changes.ts';
import { createStore, useStore } from '../stores/store.ts';
import { faultOf } from '../wire/call.ts';
import { recipesApi } from './recipes-api.ts';

export interface Found {
  readonly list: FoundRecipes | null;
  readonly fault: Fault | null;
}

/** What was found the last time somebody looked; the rail counts it, too. */
export const found = createStore<Found>({ list: null, fault: null });

/** How often a page that lists recipes looks for new ones, ms. */
const LOOK_MS = 10_000;

export async function lookForRecipes(): Promise<void> {
  try {
    found.set({ list: await recipesApi.found(), fault: null });
  } catch (error) {
    found.set({ ...found.get(), fault: faultOf(error) });
  }
}

/** Looks at once, and again while the caller is on the screen. */
export function useFound(): Found {
  useEffect(() => {
    void lookForRecipes();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void lookForRecipes();
    }, LOOK_MS);
    const stop = changes.onMissed(() => void lookForRecipes());
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);
  return useStore(found, (now) => now);
}
