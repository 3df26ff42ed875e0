import { useMemo } from 'react';
import { formatSpan, formatTime } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import css from './strata-bar.module.css';
import { STRATA_PX, strataShape } from './strata-shape.ts';

/** History as strata: one bar per poll, the epoch above its stretch, faults hatched, now at the right. */
export function StrataBar() {
  const t = useTranslate();
  const language = useLanguage();
  const strata = useStore(live, (now) => now.strata);
  const poll = useStore(live, (now) => now.ensemble?.poll);
  const skewMs = useStore(live, (now) => now.skewMs);
  const link = useStore(live, (now) => now.link.state);
  const nowMs = useNowMs();
  const shape = useMemo(() => strataShape(strata), [strata]);
  const zxid = strata.findLast((stratum) => stratum.zxid !== null)?.zxid ?? null;
  const span = poll ? formatSpan(poll.intervalMs) : '';
  return (
    <section aria-label={t('strata.label')} className={css.bar}>
      <div className={css.side}>
        <span className="label">{t('strata.zxid')}</span>
        <span className={`mono ${css.zxid}`} data-testid="strata-zxid">
          {zxid ?? '—'}
        </span>
        <span className="label">{t('strata.rate', { n: shape.perSecond })}</span>
      </div>
      <div className={css.field}>
        <svg
          className={css.drawing}
          width={shape.widthPx}
          height={STRATA_PX}
          viewBox={`0 0 ${shape.widthPx} ${STRATA_PX}`}
          aria-hidden="true"
        >
          <defs>
            <pattern
              id="fault"
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(30)"
            >
              <path d="M1 0v6" className={css.hatch} />
            </pattern>
          </defs>
          {shape.epochs.map((epoch) => (
            <g key={`${epoch.epoch}@${epoch.fromPx}`}>
              <rect
                x={epoch.fromPx}
                y={STRATA_PX - 2}
                width={epoch.toPx - epoch.fromPx}
                height={2}
                className={epoch.epoch % 2 === 1 ? css.odd : css.even}
              />
            </g>
          ))}
          {shape.gaps.map((gap) => (
            <rect
              key={gap.fromPx}
              x={gap.fromPx}
              y={6}
              width={gap.toPx - gap.fromPx}
              height={STRATA_PX - 6}
              fill="url(#fault)"
            />
          ))}
          <path d={shape.odd} className={css.odd} />
          <path d={shape.even} className={css.even} />
        </svg>
        <span className={`mono ${css.epoch}`}>
          {shape.epochs.map((epoch) => t('strata.epoch', { epoch: epoch.epoch })).join(' · ')}
        </span>
        <span className={`label ${css.note}`}>
          <span className={css.peak}>
            {shape.peak === 0 ? t('strata.quiet') : t('strata.peak', { n: shape.peak, ms: span })}
            {' · '}
          </span>
          {poll ? `${t('strata.resolution', { command: poll.command, ms: span })}` : ''}
        </span>
      </div>
      <div className={css.now}>
        <span className="label">{t('strata.now')}</span>
        <span className="mono">{formatTime(nowMs + skewMs, language)}</span>
        <span className={`mono ${css.live}`} data-link={link}>
          {link === 'live' ? t('link.live') : link === 'connecting' ? t('link.connecting') : '—'}
        </span>
      </div>
    </section>
  );
}
