import type { MeansName } from '@vivarium/contract';
import type { EnsembleView } from '@vivarium/timeline';
import type { Hub } from '../stream/hub.ts';
import { type Connected, meansOf } from './connections.ts';
import type { WatchedEnsemble } from './watch-ensemble.ts';

const FEED_OFF = 'members that run elsewhere do not tell of themselves';
const ALONE = 'a single server has neither an election port nor a quorum port';

/** By which means this ensemble can be seen at all. */
export function connectedBy(watched: WatchedEnsemble): Connected {
  const { label, embedded, pollIntervalMs, inside, ensemble, members } = watched;
  const off: Partial<Record<MeansName, string>> = {};
  if (ensemble === undefined) off['member-feed'] = FEED_OFF;
  const isAlone = ensemble !== undefined && members.length === 1;
  if (isAlone) off['election-probe'] = off['observer-tap'] = ALONE;
  if (inside?.probe !== true) off['election-probe'] = 'off: start with --probe to see votes and states';
  if (inside?.tap !== true) off['observer-tap'] = 'off: start with --tap to see every transaction';
  return { label, embedded, pollIntervalMs, off, fed: ensemble !== undefined };
}

/** Tells pages when the way in which the ensemble is seen changes. */
export class MeansNews {
  readonly #hub: Hub;
  readonly #connected: Connected;
  #told: EnsembleView | null = null;
  #text = '';

  constructor(hub: Hub, connected: Connected) {
    this.#hub = hub;
    this.#connected = connected;
  }

  look(view: EnsembleView): void {
    if (this.#told?.means === view.means && this.#told.members === view.members) return;
    this.#told = view;
    const means = meansOf(view, this.#connected);
    const text = JSON.stringify(means);
    if (text === this.#text) return;
    this.#text = text;
    this.#hub.publish({ kind: 'means', means });
  }
}
