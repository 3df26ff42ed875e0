import { Link } from '@tanstack/react-router';
import type { RecipeParticipant } from '@vivarium/contract';
import { visible } from '../tree/path.ts';
import { Leaf } from './leaf.tsx';
import css from './line.module.css';
import { arrowsOf, GUTTER_PX, LEAF_PX, middleOf, ROW_PX } from './line-shape.ts';
import { recipeName } from './recipe-name.ts';
import { SessionLink } from './session-link.tsx';
import { spanText } from './span-text.ts';
import type { Moment } from './standing.ts';
import type { RecipeTranslate } from './texts.ts';

export interface LineProps {
  readonly kind: 'lock' | 'election';
  readonly label: string;
  /** In their order, those who hold first. */
  readonly rows: readonly RecipeParticipant[];
  readonly total: number;
  readonly moment: Moment;
  readonly hosts: ReadonlyMap<string, string>;
  readonly rt: RecipeTranslate;
}

/** Clients in their line, each with an arrow to the node whose end it waits for. */
export function Line({ kind, label, rows, total, moment, hosts, rt }: LineProps) {
  if (rows.length === 0) return null;
  const arrows = arrowsOf(rows);
  return (
    <div>
      <h3 className={`label ${css.heading}`}>{label}</h3>
      <div className={css.line}>
        <svg
          className={css.gutter}
          width={GUTTER_PX}
          height={rows.length * ROW_PX}
          viewBox={`0 0 ${GUTTER_PX} ${rows.length * ROW_PX}`}
          aria-hidden="true"
        >
          {arrows.map(({ from, d, head, isSeen }) => (
            <g key={from} className={css.arrow} data-seen={isSeen}>
              <path d={d} className={css.shaft} />
              <path d={head} className={css.head} />
            </g>
          ))}
          {rows.map((row, at) => (
            <Leaf key={row.path} x={LEAF_PX} y={middleOf(at)} look={lookOf(row, moment)} />
          ))}
        </svg>
        <ol className={css.rows}>
          {rows.map((row) => (
            <li key={row.path} className={css.row} data-holds={row.watches === null}>
              <span className={css.first}>
                <Link
                  to="/c/$conn/tree"
                  params={{ conn: 'local' }}
                  search={{ path: row.path }}
                  className={`mono ${css.name}`}
                  title={row.path}
                >
                  {recipeName(row.name)}
                </Link>
                {row.text === null ? null : (
                  <span className={css.who} title={visible(row.text)}>
                    {visible(row.text)}
                  </span>
                )}
                {row.access === null ? null : (
                  <span className={css.access}>{rt(`access.${row.access}`)}</span>
                )}
                <span className={css.state} data-look={lookOf(row, moment)}>
                  {stateOf(row, kind, moment, rt)}
                </span>
              </span>
              <span className={css.second}>
                <SessionLink session={row.session} hosts={hosts} rt={rt} />
                {row.watches === null ? (
                  <span className={css.aside}>
                    {rt('token')} <span className="mono">{row.token}</span>
                  </span>
                ) : (
                  <span className={css.aside}>{rt('watches', { name: recipeName(row.watches) })}</span>
                )}
              </span>
            </li>
          ))}
        </ol>
      </div>
      {total > rows.length ? <p className={css.note}>{rt('more', { n: total - rows.length })}</p> : null}
      {arrows.length === 0 ? null : <p className={`label ${css.note}`}>{rt('inferred')}</p>}
    </div>
  );
}

function lookOf({ watches }: RecipeParticipant, { isUnconfirmed }: Moment) {
  if (watches !== null) return 'waits';
  return isUnconfirmed ? 'unconfirmed' : 'holds';
}

function stateOf(row: RecipeParticipant, kind: LineProps['kind'], moment: Moment, rt: RecipeTranslate) {
  const age = (sinceMs: number) => spanText(moment.nowMs - sinceMs, rt);
  const isLock = kind === 'lock';
  if (row.watches !== null) return rt(isLock ? 'state.waits' : 'state.standsBy', { age: age(row.sinceMs) });
  if (moment.isUnconfirmed) return rt(`state.unconfirmed.${kind}`);
  const key = isLock ? 'state.holds' : 'state.leads';
  return rt(row.heldSinceKind === 'seen' ? key : `${key}AtLeast`, {
    age: age(row.heldSinceMs ?? row.sinceMs),
  });
}
