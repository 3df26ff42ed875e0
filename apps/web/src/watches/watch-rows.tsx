import type { WatchList } from '@vivarium/contract';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { PathLink, SessionLink } from '../sessions/session-links.tsx';
import { visible } from '../tree/path.ts';
import { Scroller } from '../ui/scroller.tsx';
import table from '../ui/table.module.css';
import { byCrowd, herdsOf } from './herd.ts';
import { useWatchTexts } from './texts.ts';
import css from './watches.module.css';

/** Rows that are drawn at most; the filter reaches all that were told. */
const ROWS_MAX = 500;
/** Names that one row holds. */
const NAMES_MAX = 12;

interface Line {
  readonly key: string;
  readonly names: readonly string[];
}

/** Watches by path, the most watched first, or by session. */
export function WatchRows({ list, by }: { readonly list: WatchList; readonly by: 'path' | 'session' }) {
  const wt = useWatchTexts();
  const [filter, setFilter] = useState('');
  const isByPath = by === 'path';
  const lines: readonly Line[] = isByPath
    ? byCrowd(list.byPath).map(({ path, sessions }) => ({ key: path, names: sessions }))
    : list.bySession
        .map(({ session, paths }) => ({ key: session, names: paths }))
        .toSorted((a, b) => b.names.length - a.names.length);
  const word = filter.trim().toLowerCase();
  const fits = (text: string) => text.toLowerCase().includes(word);
  const wanted = lines.filter(({ key, names }) => fits(key) || names.some(fits));
  const shown = wanted.slice(0, ROWS_MAX);
  if (lines.length === 0) return <p className={css.wait}>{wt('empty')}</p>;
  return (
    <>
      {isByPath ? <Herds list={list} /> : null}
      <div className={css.rowTools}>
        <input
          type="search"
          className={css.field}
          aria-label={wt('filter')}
          placeholder={wt('filter')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        {wanted.length === 0 ? <span>{wt('noMatch')}</span> : null}
        {wanted.length > shown.length ? (
          <span>{wt('cut', { shown: shown.length, total: wanted.length })}</span>
        ) : null}
        {list.more ? <span>{wt('more')}</span> : null}
      </div>
      <Scroller className={table.scroll} aria-label={wt(`by.${by}`)}>
        <table className={table.table} data-testid="watch-rows">
          <thead>
            <tr className="label">
              <th scope="col">{wt(isByPath ? 'path' : 'session')}</th>
              <th scope="col" className={table.right}>
                {wt('count')}
              </th>
              <th scope="col">{wt(isByPath ? 'sessions' : 'path')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ key, names }) => (
              <tr key={key} data-key={key}>
                <th scope="row" className={table.name}>
                  {isByPath ? <PathLink path={key} /> : <SessionLink alias={key} />}
                </th>
                <td className={`mono ${table.right}`}>{names.length}</td>
                <td className={table.wrap}>
                  <span className={css.names}>
                    {names
                      .slice(0, NAMES_MAX)
                      .map((name) =>
                        isByPath ? (
                          <SessionLink key={name} alias={name} />
                        ) : (
                          <PathLink key={name} path={name} />
                        ),
                      )}
                    {names.length > NAMES_MAX ? (
                      <span>{wt('and', { n: names.length - NAMES_MAX })}</span>
                    ) : null}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </>
  );
}

function Herds({ list }: { readonly list: WatchList }) {
  const wt = useWatchTexts();
  const herds = herdsOf(list.byPath);
  if (herds.length === 0) return null;
  return (
    <ul className={css.herds} data-testid="herds">
      {herds.slice(0, 5).map(({ path, sessions }) => (
        <li key={path}>
          <TriangleAlert size={15} strokeWidth={1.75} aria-hidden="true" />
          <span>
            {wt('herd', { n: sessions.length, path: visible(path) })} {wt('herdAdvice')}
          </span>
        </li>
      ))}
    </ul>
  );
}
