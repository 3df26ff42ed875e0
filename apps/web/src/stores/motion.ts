import { useSyncExternalStore } from 'react';
import { createStore, useStore } from './store.ts';

const STORED = 'vivarium.motion';

function pausedBefore(): boolean {
  try {
    return localStorage.getItem(STORED) === 'paused';
  } catch {
    // Storage may be forbidden; motion then starts as the system wants it.
    return false;
  }
}

const paused = createStore(pausedBefore());
const reduced = matchMedia('(prefers-reduced-motion: reduce)');

function onReduced(listener: () => void): () => void {
  reduced.addEventListener('change', listener);
  return () => reduced.removeEventListener('change', listener);
}

/** Whether particles fly: not when the system asks for less motion, and not while paused here. */
export function useMotion() {
  const isPaused = useStore(paused, (now) => now);
  const isReduced = useSyncExternalStore(onReduced, () => reduced.matches);
  return { isMoving: !isPaused && !isReduced, isPaused, isReduced };
}

export function isMotionPaused(): boolean {
  return paused.get();
}

export function pauseMotion(isPaused: boolean): void {
  paused.set(isPaused);
  try {
    localStorage.setItem(STORED, isPaused ? 'paused' : 'moving');
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}
