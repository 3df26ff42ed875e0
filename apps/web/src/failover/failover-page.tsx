import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { EnsembleView, FailoverSummary, FailoverView } from '@vivarium/contract';
import { MeansChips } from '../connections/means-chips.tsx';
import { nameOfMember } from '../ensemble/appearance.ts';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { formatTime } from '../i18n/format.ts';
import { type Translate, useLanguage, useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import type { FailoverSearch } from '../routes/page-search.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { faultOf } from '../wire/call.ts';
import css from './failover.module.css';
import { causeSentence, FailoverNumbers } from './failover-summary.tsx';
import { formatMs } from './mark-sentence.ts';
import { OpenedFile, OpenFile } from './open-file.tsx';
import { openedRecording } from './opened-file.ts';
import { RecordPlayer } from './record-player.tsx';
import { useFailover } from './use-failover.ts';

/** What happened, why did this one win, how long were we without writes? */
export function FailoverPage() {
  const t = useTranslate();
  usePageTitle(t('nav.failover'));
  const ensemble = useStore(live, (now) => now.ensemble);
  const params = useParams({ strict: false });
  const asked = params.id === undefined ? null : Number(params.id);
  const id = asked ?? ensemble?.failovers.at(-1)?.id ?? null;
  const opened = useStore(openedRecording, (now) => now);
  return (
    <>
      <Verdict />
      <MeansChips />
      <div className={css.page}>
        {ensemble === null ? (
          <Pane title={t('failover.records')} className={css.records}>
            {null}
          </Pane>
        ) : (
          <Records ensemble={ensemble} id={id} />
        )}
        {opened !== null && ensemble !== null ? (
          <OpenedFile opened={opened} ensemble={ensemble} />
        ) : id === null || ensemble === null ? (
          <Pane title={t('failover.title')} className={css.record}>
            {ensemble === null ? (
              <p className={css.wait}>{t('verdict.connecting')}</p>
            ) : (
              <p className={css.wait}>
                <strong>{t('failover.none')}</strong> {t('failover.noneNext')}
              </p>
            )}
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
    <Pane
      title={t('failover.records')}
      caption={t('events.order')}
      className={css.records}
      end={<OpenFile />}
    >
      {ensemble.failovers.length === 0 ? <p className={css.wait}>{t('failover.noneShort')}</p> : null}
      <ol className={css.recordList}>
        {ensemble.failovers.toReversed().map((each) => (
          <li key={each.id}>
            <Link
              to="/c/$conn/failover/$id"
              params={{ conn: 'local', id: String(each.id) }}
              className={css.recordLink}
              onClick={() => openedRecording.set(null)}
              aria-current={each.id === id ? 'page' : undefined}
            >
              <span className="mono">
                {formatTime(each.startedAtMs, language)} · e{each.toEpoch ?? '?'}
              </span>
              <span>{causeSentence(each, (id) => nameOfMember(ensemble, id), t)}</span>
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
      caption={summary === undefined ? null : causeSentence(summary, (id) => nameOfMember(ensemble, id), t)}
      className={css.record}
    >
      {summary === undefined ? null : <FailoverNumbers summary={summary} />}
      {error === null ? null : <FaultNote fault={faultOf(error)} />}
      {data === undefined ? null : <Played view={data} ensemble={ensemble} />}
    </Pane>
  );
}

/** Where the record is looked at is in the URL. */
function Played({ view, ensemble }: { readonly view: FailoverView; readonly ensemble: EnsembleView }) {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const { id } = view.summary;
  const go = (next: FailoverSearch) =>
    void navigate({
      to: '/c/$conn/failover/$id',
      params: { conn: 'local', id: String(id) },
      search: next,
      replace: true,
    });
  const others = ensemble.failovers.filter((each) => each.id !== id);
  return <RecordPlayer key={id} view={view} search={search} onGo={go} others={others} />;
}
