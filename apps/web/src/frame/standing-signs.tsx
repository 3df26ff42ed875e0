import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatMs } from '../failover/mark-sentence.ts';
import { useTranslate } from '../i18n/language.ts';
import { verdictSentence } from '../member/verdict.tsx';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import noQuorumIcon from './favicon-no-quorum.svg';
import css from './link-banner.module.css';

/** How long the line stays that tells a gap's length, ms. */
const TOLD_MS = 12_000;

/** The tab's sign, and one sentence for those who hear the page, when the quorum goes or comes back. */
export function useStandingSigns(): string {
  const t = useTranslate();
  const verdict = useStore(live, (now) => now.ensemble?.standing.verdict);
  const isLost = verdict?.kind === 'noQuorum' || verdict?.kind === 'unreachable';
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (icon !== null) icon.href = isLost ? noQuorumIcon : '/favicon.svg';
  }, [isLost]);
  return verdict === undefined ? '' : verdictSentence(verdict, t);
}

/** The tab's title: what the page shows, and before it that there is no quorum. */
export function usePageTitle(what: string): void {
  const t = useTranslate();
  const kind = useStore(live, (now) => now.ensemble?.standing.verdict.kind);
  const label = useStore(live, (now) => now.ensemble?.label);
  const isLost = kind === 'noQuorum' || kind === 'unreachable';
  const name = isLost ? `${t('title.noQuorum')} · ${label ?? ''}` : t('page.title');
  useEffect(() => {
    document.title = isLost ? `${name} · ${what}` : `${what} · ${name}`;
  }, [what, name, isLost]);
}

/** Once writes are acknowledged again: how long they were not, and the way to the record. */
export function GapNote() {
  const t = useTranslate();
  const last = useStore(live, (now) => now.ensemble?.failovers.at(-1));
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  const [dismissed, setDismissed] = useState<number | null>(null);
  if (last === undefined || last.gapMs === null || last.gapSinceMs === null || last.id === dismissed)
    return null;
  if (last.cause.kind === 'started' || nowMs - (last.gapSinceMs + last.gapMs) > TOLD_MS) return null;
  return (
    <div className={css.note} data-testid="gap-note">
      <TriangleAlert size={16} strokeWidth={1.75} aria-hidden="true" />
      <span>{t('gap.over', { ms: formatMs(last.gapMs) })}</span>
      <Link
        to="/c/$conn/failover/$id"
        params={{ conn: 'local', id: String(last.id) }}
        onClick={() => setDismissed(last.id)}
      >
        {t('failover.open')}
      </Link>
    </div>
  );
}
