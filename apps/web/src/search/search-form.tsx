import { type FormEvent, useState } from 'react';
import { Button, Choice } from '../ui/button.tsx';
import css from './search.module.css';
import type { SearchSearch } from './search-search.ts';
import { useSearchTexts } from './texts.ts';

export interface SearchFormProps {
  readonly search: SearchSearch;
  readonly onStart: (asked: SearchSearch) => void;
}

export function SearchForm({ search, onStart }: SearchFormProps) {
  const t = useSearchTexts();
  const isSizes = search.view === 'sizes';
  const [query, setQuery] = useState(search.q ?? '');
  const [under, setUnder] = useState(search.under ?? '/');
  const [names, setNames] = useState(search.in !== 'data');
  const [data, setData] = useState(search.in !== 'name');
  const [as, setAs] = useState<'text' | 'glob'>(search.as ?? 'text');
  const [matchCase, setMatchCase] = useState(search.case === '1');
  const isReady = under.startsWith('/') && (isSizes || (query !== '' && (names || data)));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isReady) return;
    onStart({
      ...(under === '/' ? {} : { under }),
      ...(isSizes
        ? { view: 'sizes' }
        : {
            q: query,
            ...(names && data ? {} : { in: names ? 'name' : 'data' }),
            ...(as === 'glob' ? { as } : {}),
            ...(matchCase ? { case: '1' } : {}),
          }),
    });
  };
  return (
    <form className={css.fields} onSubmit={submit}>
      {isSizes ? null : (
        <label className={css.query}>
          <span className="label">{as === 'glob' ? t('queryGlob') : t('query')}</span>
          <input
            type="search"
            className="mono"
            value={query}
            maxLength={256}
            id="search-text"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setQuery(event.target.value)}
          />
        </label>
      )}
      <label className={css.under}>
        <span className="label">{t('under')}</span>
        <input
          className="mono"
          value={under}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setUnder(event.target.value)}
        />
      </label>
      {isSizes ? null : (
        <div className={css.ways}>
          <Check label={t('names')} value={names} onChange={setNames} />
          <Check label={t('data')} value={data} onChange={setData} />
          <Check label={t('matchCase')} value={matchCase} onChange={setMatchCase} />
          <Choice
            label={t('as')}
            value={as}
            onChoose={setAs}
            options={(['text', 'glob'] as const).map((value) => ({ value, text: t(value) }))}
          />
        </div>
      )}
      <Button type="submit" look="primary" disabled={!isReady}>
        {t(isSizes ? 'measure' : 'start')}
      </Button>
      {names || data ? null : <p className={css.hint}>{t('atLeast')}</p>}
    </form>
  );
}

interface CheckProps {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

function Check({ label, value, onChange }: CheckProps) {
  return (
    <label className={css.check}>
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
