import { useTranslate } from '../i18n/language.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { useTickMs } from '../stores/tick.ts';
import css from './strata-bar.module.css';

/** While no write can be acknowledged: for how long by now. */
export function FaultClock() {
  const t = useTranslate();
  const sinceMs = useStore(live, (now) => now.ensemble?.standing.gapSinceMs ?? null);
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useTickMs(sinceMs !== null);
  if (sinceMs === null) return null;
  const s = Math.max(0, (nowMs + skewMs - sinceMs) / 1_000).toFixed(1);
  return (
    <span className={css.clock} data-testid="gap-clock">
      {t('strata.noWrites', { s })}
    </span>
  );
}
