import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { EnsembleView, FailoverSummary, FailoverView } from '@vivarium/contract';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect } from 'react';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { formatTime } from '../i18n/format.ts';
import { type Translate, useLanguage, useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import type { FailoverSearch } from '../routes/page-search.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { faultOf } from '../wire/call.ts';
import css from './failover.module.css';
import { causeSentence, FailoverNumbers } from './failover-summary.tsx';
import { inOrder, keyMarks, stepFrom } from './key-marks.ts';
import { MarkList } from './mark-list.tsx';
import { formatMs } from './mark-sentence.ts';
import { Theatre } from './theatre.tsx';
import { useFailover } from './use-failover.ts';

/** What happened, why did this one win, how long were we without writes? */
export function FailoverPage() {
  const t = useTranslate();
  usePageTitle(t('nav.failover'));
  const ensemble = useStore(live, (now) => now.ensemble);
  const params = useParams({ strict: false });
  const asked = params.id === undefined ? null : Number(params.id);
  const id = asked ?? ensemble?.failovers.at(-1)?.id ?? null;
  return (
    <>
      <Verdict />
      <div className={css.page}>
        {ensemble === null ? null : <Records ensemble={ensemble} id={id} />}
        {id === null || ensemble === null ? (
          <Pane title={t('failover.title')} className={css.record}>
            <p className={css.wait}>{t('failover.none')}</p>
          </Pane>
        ) : (
          <Record ensemble={ensemble} id={id} />
        )}
      </div>
    </>
  );
}

function Records({ ensemble, id }: { readonly ensemble: EnsembleView; readonly id: number | null }) {
  const t = useTranslate();
  const language = useLanguage();
  return (
    <Pane title={t('failover.records')} caption={t('events.order')} className={css.records}>
      <ol className={css.recordList}>
        {ensemble.failovers.toReversed().map((each) => (
          <li key={each.id}>
            <Link
              to="/c/$conn/failover/$id"
              params={{ conn: 'local', id: String(each.id) }}
              className={css.recordLink}
              aria-current={each.id === id ? 'page' : undefined}
            >
              <span className="mono">
                {formatTime(each.startedAtMs, language)} · e{each.toEpoch ?? '?'}
              </span>
              <span>{causeSentence(each, ensemble, t)}</span>
              <span className="label">{gapText(each, t)}</span>
            </Link>
          </li>
        ))}
      </ol>
    </Pane>
  );
}

function gapText(summary: FailoverSummary, t: Translate): string {
  if (summary.gapMs !== null) return t('failover.gapShort', { ms: formatMs(summary.gapMs) });
  return t(summary.gapSinceMs === null ? 'failover.noGapShort' : 'failover.runs');
}

function Record({ ensemble, id }: { readonly ensemble: EnsembleView; readonly id: number }) {
  const t = useTranslate();
  const { data, error } = useFailover(id);
  const summary = ensemble.failovers.find((each) => each.id === id) ?? data?.summary;
  return (
    <Pane
      title={t('failover.title')}
      caption={summary === undefined ? null : causeSentence(summary, ensemble, t)}
      className={css.record}
    >
      {summary === undefined ? null : <FailoverNumbers summary={summary} />}
      {error === null ? null : <FaultNote fault={faultOf(error)} />}
      {data === undefined ? null : <Steps view={data} />}
    </Pane>
  );
}

/** The theatre and its list, walked one event at a time by Left and Right. */
function Steps({ view }: { readonly view: FailoverView }) {
  const t = useTranslate();
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const showsAll = search.votes === 'all';
  const marks = showsAll ? inOrder(view.marks) : keyMarks(view);
  const current = search.mark === undefined ? null : Number(search.mark);
  const go = (next: FailoverSearch) =>
    void navigate({
      to: '/c/$conn/failover/$id',
      params: { conn: 'local', id: String(view.summary.id) },
      search: next,
      replace: true,
    });
  const marked = search.mark === undefined ? {} : { mark: search.mark };
  const look = (mark: string) => go({ mark, ...(showsAll ? { votes: 'all' } : {}) });
  const step = (by: 1 | -1) => {
    const next = stepFrom(marks, current, by);
    if (next !== undefined) look(String(next.n));
  };
  useArrowKeys(step);
  return (
    <>
      <Theatre view={view} current={current} onChoose={(n) => look(String(n))} />
      <div className={css.tools}>
        <Button onClick={() => step(-1)} aria-label={t('failover.back')} title={t('failover.back')}>
          <ChevronLeft size={14} strokeWidth={1.75} aria-hidden="true" />
        </Button>
        <Button onClick={() => step(1)} aria-label={t('failover.forward')} title={t('failover.forward')}>
          <ChevronRight size={14} strokeWidth={1.75} aria-hidden="true" />
        </Button>
        <Button
          aria-pressed={showsAll}
          onClick={() => go({ ...marked, ...(showsAll ? {} : { votes: 'all' }) })}
        >
          {t('failover.allVotes', { n: view.summary.marks })}
        </Button>
        <span className="label">{t('failover.keys')}</span>
      </div>
      <MarkList view={view} marks={marks} current={current} onChoose={(n) => look(String(n))} />
    </>
  );
}

function useArrowKeys(step: (by: 1 | -1) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      event.preventDefault();
      step(event.key === 'ArrowRight' ? 1 : -1);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
