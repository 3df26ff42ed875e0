import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { WatchList } from '@vivarium/contract';
import { RefreshCw } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { formatAge, formatCount } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import type { WatchesSearch } from '../routes/page-search.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button, Choice } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { faultOf } from '../wire/call.ts';
import { BlindList } from '../words/blind-list.tsx';
import { useWatchTexts } from './texts.ts';
import { WatchRows } from './watch-rows.tsx';
import css from './watches.module.css';
import { readWatches } from './watches-api.ts';

/** Who gets told if I touch this? */
export function WatchesPage() {
  const t = useTranslate();
  const wt = useWatchTexts();
  usePageTitle(wt('title'));
  const search: WatchesSearch = useSearch({ from: '/c/$conn/watches', shouldThrow: false }) ?? {};
  const navigate = useNavigate({ from: '/c/$conn/watches' });
  const go = (next: WatchesSearch) => void navigate({ search: next, replace: true });
  const { by, path } = search;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['watches', by ?? null, path ?? null],
    queryFn: ({ signal }) =>
      readWatches({ by: by ?? (path === undefined ? null : 'path'), path: path ?? null }, signal),
    // A list of watches is a moment, and costs the members: only who asks gets a new one.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  const isAsked = by !== undefined || path !== undefined;
  return (
    <>
      <Verdict />
      <div className={css.page}>
        <Pane
          title={wt('title')}
          caption={wt('caption')}
          className={`${css.pane} ${isAsked ? '' : css.short}`}
          end={
            <>
              <span className={`label ${css.age}`}>
                {data === undefined ? null : wt('readAt', { age: formatAge(nowMs - data.readAtMs, t) })}
              </span>
              <Button look="quiet" disabled={isFetching} onClick={() => void refetch()}>
                <RefreshCw size={14} strokeWidth={1.75} aria-hidden="true" />
                {wt('again')}
              </Button>
            </>
          }
        >
          <Totals list={data} />
          {error === null ? null : <FaultNote fault={faultOf(error)} />}
          {data === undefined ? null : <BlindList blind={data.blind} />}
          <div className={css.ask}>
            {isAsked ? null : <p>{wt('unasked')}</p>}
            <div className={css.tools}>
              <Choice
                label={wt('list')}
                value={by ?? (path === undefined ? null : 'path')}
                onChoose={(next) => go({ by: next, ...(path === undefined ? {} : { path }) })}
                options={[
                  { value: 'path', text: wt('by.path') },
                  { value: 'session', text: wt('by.session') },
                ]}
              />
              <PathForm
                path={path ?? ''}
                onAsk={(next) =>
                  go({ ...(by === undefined ? {} : { by }), ...(next === '' ? {} : { path: next }) })
                }
              />
            </div>
            {isAsked ? null : <p className={css.note}>{wt('costly')}</p>}
          </div>
          {isAsked && data !== undefined ? (
            <WatchRows list={data} by={by ?? 'path'} />
          ) : isAsked && error === null ? (
            <p className={css.wait}>{wt('reading')}</p>
          ) : null}
        </Pane>
      </div>
    </>
  );
}

function PathForm({ path, onAsk }: { readonly path: string; readonly onAsk: (path: string) => void }) {
  const wt = useWatchTexts();
  const [text, setText] = useState(path);
  useEffect(() => setText(path), [path]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk(text.trim());
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <input
        className={`mono ${css.field}`}
        aria-label={wt('onlyPath')}
        placeholder={`${wt('onlyPath')}: /a/b`}
        value={text}
        spellCheck={false}
        autoComplete="off"
        pattern="/.*"
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" disabled={text.trim() === path}>
        {wt('ask')}
      </Button>
    </form>
  );
}

/** First how many: that costs nothing. */
function Totals({ list }: { readonly list: WatchList | undefined }) {
  const wt = useWatchTexts();
  const language = useLanguage();
  if (list === undefined) return <p className={css.wait}>{wt('reading')}</p>;
  const { totals } = list;
  if (totals === null) return <p className={css.wait}>{wt('noTotals')}</p>;
  return (
    <dl className={css.totals} data-testid="watch-totals">
      {(['watches', 'paths', 'sessions'] as const).map((each) => (
        <div key={each}>
          <dt className="label">{wt(`total.${each}`)}</dt>
          <dd className="mono" data-figure={each}>
            {formatCount(totals[each], language)}
          </dd>
        </div>
      ))}
      <div className={css.source}>
        <dd className="label">{totals.watches === 0 ? wt('none') : wt('fromWchs')}</dd>
      </div>
    </dl>
  );
}
