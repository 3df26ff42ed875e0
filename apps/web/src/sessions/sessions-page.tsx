import { useNavigate, useSearch } from '@tanstack/react-router';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { formatAge, formatTime } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import type { SessionsSearch } from '../routes/page-search.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { faultOf } from '../wire/call.ts';
import { BlindList } from '../words/blind-list.tsx';
import { CloseDialog } from './close-dialog.tsx';
import { SessionPane } from './session-pane.tsx';
import { SessionTable } from './session-table.tsx';
import css from './sessions.module.css';
import { useSessionTexts } from './texts.ts';
import { shownOf, useBlast, useSessions } from './use-sessions.ts';
import { ZnodeNote } from './znode-note.tsx';

/** Who is connected, where, and what dies with it? */
export function SessionsPage() {
  const st = useSessionTexts();
  usePageTitle(st('title'));
  const search: SessionsSearch = useSearch({ from: '/c/$conn/sessions', shouldThrow: false }) ?? {};
  const navigate = useNavigate({ from: '/c/$conn/sessions' });
  const go = (
    next: { readonly [K in keyof SessionsSearch]: SessionsSearch[K] | undefined },
    replace: boolean,
  ) => void navigate({ search: (now: SessionsSearch) => ({ ...now, ...next }) as SessionsSearch, replace });
  const sessions = useSessions();
  const blast = useBlast(search.id ?? null);
  const [isClosing, setClosing] = useState(false);
  const shown = sessions.data === undefined ? null : shownOf(sessions.data);
  const list = shown?.list;
  // Nobody tells of any: that is not none.
  const isUntold = list?.sessions.length === 0 && list.blind.length > 0;
  return (
    <>
      <Verdict />
      <div className={css.page} data-open={search.id !== undefined}>
        <Pane
          title={st('title')}
          caption={list === undefined || isUntold ? null : st('caption', { n: list.sessions.length })}
          className={css.list}
          end={<ReadAt atMs={list?.readAtMs} onAgain={() => void sessions.refetch()} />}
        >
          {search.of === undefined ? null : (
            <ZnodeNote path={search.of} onClose={() => go({ of: undefined }, true)} />
          )}
          <div className={css.tools}>
            <input
              type="search"
              className={css.filter}
              aria-label={st('filter')}
              placeholder={st('filter')}
              value={search.q ?? ''}
              onChange={(event) => go({ q: event.target.value || undefined }, true)}
            />
          </div>
          <Timeouts />
          {shown?.isOld === true ? <LastKnown atMs={shown.list.readAtMs} /> : null}
          {list === undefined ? null : <BlindList blind={sessions.data?.blind ?? []} />}
          {sessions.error === null ? null : <FaultNote fault={faultOf(sessions.error)} />}
          {isUntold ? null : list === undefined ? (
            sessions.error === null && <p className={css.note}>{st('reading')}</p>
          ) : (
            <SessionTable
              sessions={list.sessions}
              isWhole={sessions.data?.blind.length === 0}
              filter={search.q ?? ''}
              chosen={search.id ?? null}
              onChoose={(id) => go({ id: id === search.id ? undefined : id }, false)}
            />
          )}
        </Pane>
        {search.id === undefined ? (
          <Pane title={st('detail')} caption={st('detailCaption')} className={css.detail}>
            <p className={css.note}>{st('choose')}</p>
          </Pane>
        ) : (
          <SessionPane
            alias={search.id}
            blast={blast.data}
            fault={blast.error === null ? null : faultOf(blast.error)}
            onClose={() => setClosing(true)}
            onAgain={() => void blast.refetch()}
          />
        )}
      </div>
      {isClosing && blast.data !== undefined ? (
        <CloseDialog
          blast={blast.data}
          onDone={() => {
            setClosing(false);
            go({ id: undefined }, true);
            void sessions.refetch();
          }}
          onClose={() => setClosing(false)}
        />
      ) : null}
    </>
  );
}

function ReadAt({ atMs, onAgain }: { readonly atMs: number | undefined; readonly onAgain: () => void }) {
  const t = useTranslate();
  const st = useSessionTexts();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  return (
    <>
      {atMs === undefined ? null : (
        <span className={`label ${css.age}`}>{st('readAt', { age: formatAge(nowMs - atMs, t) })}</span>
      )}
      <Button look="quiet" onClick={onAgain}>
        <RefreshCw size={14} strokeWidth={1.75} aria-hidden="true" />
        {st('again')}
      </Button>
    </>
  );
}

function LastKnown({ atMs }: { readonly atMs: number }) {
  const st = useSessionTexts();
  const language = useLanguage();
  return (
    <p className={css.note} data-testid="last-known">
      {st('lastKnown', { time: formatTime(atMs, language) })}
    </p>
  );
}

/** Only a leader counts timeouts; without one every countdown stands still. */
function Timeouts() {
  const st = useSessionTexts();
  const kind = useStore(live, (now) => now.ensemble?.standing.verdict.kind);
  const isLeaderless = kind === 'electing' || kind === 'noQuorum' || kind === 'unreachable';
  return isLeaderless ? (
    <p className={css.warning} role="status" data-testid="no-timeouts">
      {st('noTimeouts')}
    </p>
  ) : null;
}
