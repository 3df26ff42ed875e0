import type { DemoView } from '@vivarium/contract';
import { DEMO_ACTORS } from '@vivarium/contract';
import { useEffect } from 'react';
import { changes } from '../stores/changes.ts';
import { live } from '../stores/live.ts';
import { createStore, useStore } from '../stores/store.ts';
import { say } from '../ui/toast.ts';
import { faultOf } from '../wire/call.ts';
import { demoApi } from './demo-api.ts';

export interface DemoState {
  readonly view: DemoView | null;
  /** Somebody played since this page was opened: what was switched off can be switched on again. */
  readonly wasSeen: boolean;
}

export const demo = createStore<DemoState>({ view: null, wasSeen: false });

function take(view: DemoView): void {
  const plays = view.actors.some(({ state }) => state !== 'off');
  demo.set({ view, wasSeen: demo.get().wasSeen || plays });
}

/** Keeps the demo's state for the whole page; mounted once, in the frame. */
export function useDemoFeed(): void {
  const isOurs = useStore(live, (now) => now.ensemble?.embedded === true);
  useEffect(() => {
    // Nothing is played on members of others, so nothing is asked there.
    if (!isOurs) return;
    const read = () => void demoApi.view().then(take, () => undefined);
    read();
    const stops = [changes.on('demo', (change) => take(change.demo)), changes.onMissed(read)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [isOurs]);
}

/** The demo, where there is one: not where it was never started. */
export function usePresentDemo(): DemoView | null {
  return useStore(demo, ({ view, wasSeen }) => (view?.isAvailable === true && wasSeen ? view : null));
}

/** Whether a demo could be started here, but none plays. */
export function useIsDemoAbsent(): boolean {
  return useStore(demo, ({ view, wasSeen }) => view?.isAvailable === true && !wasSeen);
}

/** Carries out an order; what is refused is said at the foot of the page. */
export async function order(what: () => Promise<DemoView>): Promise<boolean> {
  try {
    take(await what());
    return true;
  } catch (error) {
    const { code, meaning } = faultOf(error);
    say(`${code}: ${meaning}`);
    return false;
  }
}

export const pauseDemo = (isPaused: boolean) => order(() => demoApi.pause({ isPaused }));

/** Everybody plays. */
export async function startDemo(): Promise<void> {
  for (const actor of DEMO_ACTORS) {
    if (!(await order(() => demoApi.switch({ actor, client: null, isOn: true })))) return;
  }
}
