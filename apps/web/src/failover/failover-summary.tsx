import type { FailoverSummary } from '@vivarium/contract';
import { type Translate, useTranslate } from '../i18n/language.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { useTickMs } from '../stores/tick.ts';
import css from './failover.module.css';
import { formatMs, type NameOf } from './mark-sentence.ts';

/** What began it and who leads now: one clause. */
export function causeSentence(summary: FailoverSummary, nameOf: NameOf, t: Translate): string {
  const name = summary.cause.member === null ? '' : nameOf(summary.cause.member);
  const began = t(`cause.${summary.cause.kind}`, { name });
  if (summary.toLeader === null) return began;
  return t('cause.then', { began, leader: nameOf(summary.toLeader) });
}

/** Both numbers: how long the election took, and how long no write could be acknowledged. */
export function FailoverNumbers({ summary }: { readonly summary: FailoverSummary }) {
  const t = useTranslate();
  return (
    <dl
      className={css.numbers}
      data-testid="failover-numbers"
      data-id={summary.id}
      data-state={summary.state}
    >
      <div>
        <dt>{t('failover.election')}</dt>
        <dd className="mono" data-testid="election-ms" data-ms={summary.electionMs ?? ''}>
          {summary.electionMs === null ? '—' : `${formatMs(summary.electionMs)} ms`}
        </dd>
      </div>
      <div>
        <dt>{t('failover.gap')}</dt>
        <dd className="mono" data-testid="gap-ms" data-ms={summary.gapMs ?? ''}>
          <Gap summary={summary} />
        </dd>
        {summary.gapBy === null ? null : (
          <dd className="label">
            {t(`failover.by.${summary.gapBy}`, { ms: formatMs(summary.gapResolutionMs ?? 0) })}
          </dd>
        )}
      </div>
    </dl>
  );
}

function Gap({ summary }: { readonly summary: FailoverSummary }) {
  const t = useTranslate();
  const skewMs = useStore(live, (now) => now.skewMs);
  const isOpen = summary.gapMs === null && summary.gapSinceMs !== null;
  const nowMs = useTickMs(isOpen);
  if (summary.gapMs !== null) return `${formatMs(summary.gapMs)} ms`;
  if (summary.gapSinceMs === null) return t('failover.noGap');
  return t('failover.gapRuns', { s: ((nowMs + skewMs - summary.gapSinceMs) / 1_000).toFixed(1) });
}
