import { Link } from '@tanstack/react-router';
import type { EnsembleView } from '@vivarium/contract';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { formatSpan, formatTime } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { FaultClock } from './fault-clock.tsx';
import css from './strata-bar.module.css';
import { StrataField } from './strata-field.tsx';
import { type Fault, STRATA_PX, strataShape } from './strata-shape.ts';

/** A fault is seldom wider than a hair: so much is added to either side for the finger, px. */
const FAULT_MORE_PX = 9;

/** Every recorded stretch without acknowledged writes, and the one that lasts. */
function faultsOf(ensemble: EnsembleView | null): Fault[] {
  if (ensemble === null) return [];
  const faults: Fault[] = [];
  for (const { id, gapSinceMs, gapMs } of ensemble.failovers) {
    if (gapSinceMs !== null && gapMs !== null)
      faults.push({ id, fromMs: gapSinceMs, toMs: gapSinceMs + gapMs });
  }
  const { gapSinceMs } = ensemble.standing;
  if (gapSinceMs !== null) faults.push({ fromMs: gapSinceMs, toMs: null });
  return faults;
}

/** How wide the box is, px; endless until it is laid out. */
function useWidthPx(): [RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(Number.POSITIVE_INFINITY);
  useEffect(() => {
    if (box.current === null) return;
    const sizes = new ResizeObserver(([entry]) => entry && setWidthPx(entry.contentRect.width));
    sizes.observe(box.current);
    return () => sizes.disconnect();
  }, []);
  return [box, widthPx];
}

/** History as strata: one bar per poll, the epoch above its stretch, faults hatched, now at the right. */
export function StrataBar() {
  const t = useTranslate();
  const language = useLanguage();
  const strata = useStore(live, (now) => now.strata);
  const ensemble = useStore(live, (now) => now.ensemble);
  const poll = ensemble?.poll;
  const skewMs = useStore(live, (now) => now.skewMs);
  const link = useStore(live, (now) => now.link.state);
  const nowMs = useNowMs();
  const faults = useMemo(() => faultsOf(ensemble), [ensemble]);
  const [field, seenPx] = useWidthPx();
  const shape = useMemo(() => strataShape(strata, faults, seenPx), [strata, faults, seenPx]);
  const zxid = strata.findLast((stratum) => stratum.zxid !== null)?.zxid ?? null;
  const span = poll ? formatSpan(poll.intervalMs) : '';
  const title = poll
    ? `${t('strata.peak', { n: shape.peak, ms: span })} · ${t('strata.resolution', { command: poll.command, ms: span })}`
    : undefined;
  return (
    <section aria-label={t('strata.label')} className={css.bar}>
      <div className={css.side}>
        <span className="label">{t('strata.zxid')}</span>
        <span className={`mono ${css.zxid}`} data-testid="strata-zxid">
          {zxid ?? '—'}
        </span>
        <span className="label" title={title}>
          {t('strata.rate', { n: shape.perSecond })}
          {poll ? <span className={css.each}>{` · ${t('strata.each', { ms: span })}`}</span> : null}
        </span>
      </div>
      <StrataField
        box={field}
        strata={strata}
        faults={shape.faultLines.map(({ id, fromPx, toPx }) => (
          <Link
            key={id}
            to="/c/$conn/failover/$id"
            params={{ conn: 'local', id: String(id) }}
            className={css.fault}
            style={{ right: shape.widthPx - toPx - FAULT_MORE_PX, width: toPx - fromPx + 2 * FAULT_MORE_PX }}
            aria-label={t('strata.fault', { id })}
            title={t('strata.fault', { id })}
          />
        ))}
      >
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
              y={16}
              width={gap.toPx - gap.fromPx}
              height={STRATA_PX - 16}
              fill="url(#fault)"
            />
          ))}
          {shape.labels.map((label) => (
            <text key={label.x} x={label.x} y={11} className={css.epoch}>
              {t('strata.epoch', { epoch: label.epoch })}
            </text>
          ))}
          <path d={shape.odd} className={css.odd} />
          <path d={shape.even} className={css.even} />
        </svg>
        {shape.peak === 0 ? <span className={`label ${css.quiet}`}>{t('strata.quiet')}</span> : null}
        <FaultClock />
      </StrataField>
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
