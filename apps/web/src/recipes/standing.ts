import type { EnsembleView } from '@vivarium/contract';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';

/** Nobody can say that a holder still holds: no leader, or too few voters. */
export function isUnconfirmed(ensemble: EnsembleView | null): boolean {
  const kind = ensemble?.standing.verdict.kind;
  return kind === 'noQuorum' || kind === 'unreachable' || kind === 'electing';
}

export interface Moment {
  /** Up to when ages are counted, by the server's clock. */
  readonly nowMs: number;
  /** What is shown may be different by now. */
  readonly isOld: boolean;
  readonly isUnconfirmed: boolean;
}

/** Up to when a view's ages may be counted: to now while it is live, to when it was read otherwise. */
export function useMoment(atMs: number): Moment {
  const skewMs = useStore(live, (now) => now.skewMs);
  const isLive = useStore(live, (now) => now.link.state === 'live');
  const unconfirmed = useStore(live, (now) => isUnconfirmed(now.ensemble));
  const hasSession = useStore(live, (now) => now.ensemble?.client.state === 'connected');
  const nowMs = useNowMs() + skewMs;
  const isOld = !isLive || unconfirmed || !hasSession;
  return { nowMs: isOld ? atMs : Math.max(nowMs, atMs), isOld, isUnconfirmed: unconfirmed };
}
