import { createStore, useStore } from '../stores/store.ts';

export type RailWidth = 'wide' | 'narrow';

const STORED = 'vivarium.rail';

function widthBefore(): RailWidth {
  try {
    return localStorage.getItem(STORED) === 'narrow' ? 'narrow' : 'wide';
  } catch {
    // Storage may be forbidden; the rail then starts wide.
    return 'wide';
  }
}

const width = createStore(widthBefore());

export function useRailWidth(): RailWidth {
  return useStore(width, (now) => now);
}

export function chooseRail(next: RailWidth): void {
  width.set(next);
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}
