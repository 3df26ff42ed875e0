import { Unplug } from 'lucide-react';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { useTree } from '../stores/tree-context.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import css from './link-banner.module.css';

/** Says that what is below is not live, since when, and what is being done about it. */
export function LinkBanner() {
  const t = useTranslate();
  const language = useLanguage();
  const tree = useTree();
  const link = useStore(live, (now) => now.link);
  // While it lives each message is a sign, and nothing is said of it.
  const heardAtMs = useStore(live, (now) => (now.link.state === 'live' ? null : now.heardAtMs));
  const nowMs = useNowMs();
  if (link.state === 'live' || link.state === 'connecting') return null;
  if (link.state === 'refused') {
    return (
      <div className={css.banner}>
        <FaultNote fault={link.fault} />
      </div>
    );
  }
  const silentS = heardAtMs === null ? null : Math.max(0, Math.round((nowMs - heardAtMs) / 1_000));
  const retryS = link.state === 'lost' ? Math.max(0, Math.ceil((link.retryAtMs - nowMs) / 1_000)) : 0;
  return (
    <div className={css.banner}>
      <div role="alert" className={css.line}>
        <Unplug size={16} strokeWidth={1.75} aria-hidden="true" />
        <strong>
          {link.state === 'stale'
            ? t('link.stale', { s: silentS ?? 0 })
            : retryS > 0
              ? t('link.lost', { s: retryS })
              : t('link.lostNow')}
        </strong>
        {heardAtMs !== null && silentS !== null && link.state === 'lost' ? (
          <span>{t('link.asOf', { time: formatTime(heardAtMs, language), s: silentS })}</span>
        ) : null}
        {link.state === 'lost' ? <Button onClick={tree.session.retryNow}>{t('link.retry')}</Button> : null}
      </div>
    </div>
  );
}
