import { useQuery } from '@tanstack/react-query';
import { type MemberView, WORDS, type Word, type WordView } from '@vivarium/contract';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { formatAge } from '../i18n/format.ts';
import { useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button, Choice } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Scroller } from '../ui/scroller.tsx';
import table from '../ui/table.module.css';
import { faultOf } from '../wire/call.ts';
import { BlindList } from './blind-list.tsx';
import { useWordTexts } from './texts.ts';
import css from './words.module.css';
import { askWord } from './words-api.ts';

export interface WordAnswerProps {
  readonly member: MemberView;
  readonly word: Word;
  readonly canChoose: boolean;
  readonly isRaw: boolean;
  readonly onGo: (to: { word?: Word; as?: 'raw' | undefined }) => void;
}

/** The answer to one word, parsed and as it came. */
export function WordAnswer({ member, word, canChoose, isRaw, onGo }: WordAnswerProps) {
  const t = useTranslate();
  const wt = useWordTexts();
  const [filter, setFilter] = useState('');
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['word', member.id, word],
    queryFn: ({ signal }) => askWord(member.id, word, signal),
    // An answer is a moment: opening the panel again asks again.
    gcTime: 0,
  });
  const isText = data !== undefined && data.raw !== null;
  const hasPairs = isText && data.pairs.length > 0;
  return (
    <>
      <div className={css.bar}>
        {canChoose ? (
          <select
            className={`mono ${css.select}`}
            aria-label={wt('word')}
            value={word}
            onChange={(event) => onGo({ word: event.target.value as Word })}
          >
            {WORDS.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        ) : null}
        {hasPairs ? (
          <Choice
            label={wt('form')}
            value={isRaw ? 'raw' : 'parsed'}
            onChoose={(next) => onGo({ as: next === 'raw' ? 'raw' : undefined })}
            options={[
              { value: 'parsed', text: wt('parsed') },
              { value: 'raw', text: wt('raw') },
            ]}
          />
        ) : null}
        {hasPairs && !isRaw ? (
          <input
            type="search"
            className={css.filter}
            aria-label={wt('filter')}
            placeholder={wt('filter')}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        ) : null}
        <Button look="quiet" disabled={isFetching} onClick={() => void refetch()}>
          <RefreshCw size={14} strokeWidth={1.75} aria-hidden="true" />
          {wt('again')}
        </Button>
        <span className="label">
          {data === undefined ? wt('asking') : wt('readAt', { age: formatAge(nowMs - data.readAtMs, t) })}
        </span>
      </div>
      {error === null ? null : <FaultNote fault={faultOf(error)} />}
      {data === undefined ? null : <Answer view={data} isRaw={isRaw} filter={filter} />}
    </>
  );
}

function Answer({ view, isRaw, filter }: { view: WordView; isRaw: boolean; filter: string }) {
  const wt = useWordTexts();
  const { raw, pairs, member, word, cause, line } = view;
  if (raw === null) return <BlindList blind={[{ member, word, cause: cause ?? '', line }]} />;
  if (isRaw || pairs.length === 0) {
    return (
      <>
        {pairs.length === 0 && !isRaw ? <p className="unseen">{wt('notParsed')}</p> : null}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre className={`mono ${css.raw}`} tabIndex={0} data-testid="word-raw">
          {raw}
        </pre>
      </>
    );
  }
  const wanted = filter.trim().toLowerCase();
  const shown = pairs.filter(([name]) => name.toLowerCase().includes(wanted));
  if (shown.length === 0) return <p className={css.note}>{wt('noMatch')}</p>;
  return (
    <Scroller className={table.scroll} aria-label={word}>
      <table className={table.table} data-testid="word-pairs">
        <thead>
          <tr className="label">
            <th scope="col">{wt('name')}</th>
            <th scope="col" className={table.right}>
              {wt('value')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(([name, value], at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an answer may name the same thing twice.
            <tr key={at}>
              <th scope="row" className="mono">
                {name}
              </th>
              <td className={`mono ${table.right} ${table.wrap}`}>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
