import type { Stratum } from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import type { EnsembleView } from '@vivarium/timeline';
import { txnsBetween } from './txns-between.ts';

const STRATA_MAX = 2_400;

/** The committed transactions of the ensemble, stretch by stretch. A stretch without a leader has none to tell. */
export class Strata {
  readonly #spanMs: number;
  #layers: Stratum[] = [];
  #zxid: number | null = null;

  /** `spanMs` is how long the first stretch is taken to be. */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  latest(most: number): Stratum[] {
    return this.#layers.slice(-most);
  }

  /** Ends a stretch. */
  lay(view: EnsembleView, wallMs: number, tapped: number | null = null): Stratum {
    const zxid = tapped ?? zxidOf(view);
    const last = this.#layers.at(-1);
    const spanMs = last === undefined ? this.#spanMs : Math.max(1, wallMs - last.atMs);
    const stratum: Stratum = {
      atMs: wallMs,
      spanMs,
      txns: zxid === null ? null : txnsBetween(this.#zxid, zxid),
      zxid: zxid === null ? null : hex64(zxid),
      ...(zxid === null ? {} : { means: meansOf(view, tapped) }),
    };
    if (zxid !== null) this.#zxid = zxid;
    this.#layers.push(stratum);
    if (this.#layers.length > 2 * STRATA_MAX) this.#layers = this.#layers.slice(-STRATA_MAX);
    return stratum;
  }
}

function meansOf({ members }: EnsembleView, tapped: number | null): NonNullable<Stratum['means']> {
  if (tapped !== null) return 'observer-tap';
  return members.some(({ thread }) => thread !== null) ? 'member-feed' : 'status-poll';
}

/** The zxid that the ensemble has come to; null while nobody may commit. */
function zxidOf({ members, verdict, gap }: EnsembleView): number | null {
  if (gap !== null || (verdict.kind !== 'led' && verdict.kind !== 'standalone')) return null;
  const id = verdict.kind === 'led' ? verdict.leader : verdict.id;
  return members.find((member) => member.id === id)?.zxid ?? null;
}
