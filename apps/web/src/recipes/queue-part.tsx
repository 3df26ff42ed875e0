import { Link } from '@tanstack/react-router';
import type { QueueFacts, QueueItem } from '@vivarium/contract';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCount } from '../i18n/format.ts';
import { useLanguage } from '../i18n/language.ts';
import { visible } from '../tree/path.ts';
import { Scroller } from '../ui/scroller.tsx';
import type { PartProps } from './part-props.ts';
import css from './parts.module.css';
import { recipeName } from './recipe-name.ts';
import { SessionName } from './session-link.tsx';
import { spanText } from './span-text.ts';
import type { RecipeTranslate } from './texts.ts';

/** Below this growth a queue that breathes is not called growing, items per second. */
const GROWS_ABOVE = 0.2;
/** Items of the strip; the table has them all. */
const STRIP_MAX = 60;

/** How much waits, for how long, and whether it becomes more. */
export function QueuePart({ facts, moment, rt }: PartProps<QueueFacts>) {
  const language = useLanguage();
  const { depth, items, inPerSecond, outPerSecond, ratesOverMs } = facts;
  const [head] = items;
  const growth = inPerSecond === null || outPerSecond === null ? 0 : inPerSecond - outPerSecond;
  const rate = (perSecond: number | null) =>
    perSecond === null ? rt('queue.noRate') : rt('queue.rate', { n: perSecond.toFixed(1) });
  const over = ratesOverMs === null ? null : rt('queue.over', { age: spanText(ratesOverMs, rt) });
  return (
    <>
      <dl className={css.figures}>
        <Figure name={rt('queue.depth')} value={formatCount(depth, language)} />
        <Figure
          name={rt('queue.head')}
          value={head === undefined ? '—' : spanText(moment.nowMs - head.sinceMs, rt)}
        />
        <Figure name={rt('queue.in')} value={rate(inPerSecond)} more={over} />
        <Figure name={rt('queue.out')} value={rate(outPerSecond)} more={over} />
      </dl>
      {growth > GROWS_ABOVE ? (
        <p className={css.warning}>
          <TriangleAlert size={16} strokeWidth={1.75} aria-hidden="true" />
          <span>{rt('queue.grows', { n: growth.toFixed(1) })}</span>
        </p>
      ) : null}
      {items.length === 0 ? (
        <p className={`caption ${css.fact}`}>{rt('queue.empty')}</p>
      ) : (
        <>
          <Strip items={items} depth={depth} rt={rt} />
          <Items items={items} depth={depth} nowMs={moment.nowMs} rt={rt} />
        </>
      )}
      {facts.claimsPath === null ? null : (
        <p className={`label ${css.fact}`}>
          {rt('queue.claims')}{' '}
          <Link
            to="/c/$conn/tree"
            params={{ conn: 'local' }}
            search={{ path: facts.claimsPath }}
            className="mono"
          >
            {visible(facts.claimsPath)}
          </Link>
        </p>
      )}
    </>
  );
}

function Figure({ name, value, more }: { name: string; value: ReactNode; more?: string | null }) {
  return (
    <div>
      <dt className="label">{name}</dt>
      <dd>
        <span className={`mono ${css.figure}`}>{value}</span>
        {more ? <span className="label"> {more}</span> : null}
      </dd>
    </div>
  );
}

/** One cell for each item, the head at the right, where it leaves; those that somebody works on are filled. */
function Strip({ items, depth, rt }: { items: readonly QueueItem[]; depth: number; rt: RecipeTranslate }) {
  const shown = items.slice(0, STRIP_MAX);
  const claimed = items.filter(({ claimedBy }) => claimedBy !== null).length;
  const left = depth - shown.length;
  return (
    <div className={css.strip} role="img" aria-label={rt('queue.strip', { n: depth, claimed })}>
      {left > 0 ? <span className={`mono ${css.stripMore}`}>+{left}</span> : null}
      {shown.toReversed().map((item) => (
        <span key={item.path} className={css.cell} data-claimed={item.claimedBy !== null} />
      ))}
    </div>
  );
}

interface ItemsProps {
  readonly items: readonly QueueItem[];
  readonly depth: number;
  readonly nowMs: number;
  readonly rt: RecipeTranslate;
}

function Items({ items, depth, nowMs, rt }: ItemsProps) {
  return (
    <>
      <h3 className={`label ${css.heading}`}>{rt('queue.items')}</h3>
      <Scroller className={css.scroll} aria-label={rt('queue.items')}>
        <table className={css.table}>
          <thead>
            <tr className="label">
              <th scope="col">{rt('queue.item')}</th>
              <th scope="col">{rt('queue.age')}</th>
              <th scope="col">{rt('queue.claim')}</th>
              <th scope="col">{rt('queue.data')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.path}>
                <th scope="row" className="mono">
                  <Link
                    to="/c/$conn/tree"
                    params={{ conn: 'local' }}
                    search={{ path: item.path }}
                    title={item.path}
                  >
                    {recipeName(item.name)}
                  </Link>
                </th>
                <td className="mono">{spanText(nowMs - item.sinceMs, rt)}</td>
                <td>{claimOf(item, nowMs, rt)}</td>
                <td className={css.data}>{dataOf(item, rt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      {depth > items.length ? <p className={css.note}>{rt('more', { n: depth - items.length })}</p> : null}
    </>
  );
}

function claimOf({ claimedBy, claimedSinceMs }: QueueItem, nowMs: number, rt: RecipeTranslate): ReactNode {
  if (claimedBy === null) return <span className={css.dim}>{rt('queue.unclaimed')}</span>;
  return (
    <SessionName session={claimedBy}>
      {rt('queue.claimed', { session: claimedBy, age: spanText(nowMs - (claimedSinceMs ?? nowMs), rt) })}
    </SessionName>
  );
}

function dataOf({ text, dataLength }: QueueItem, rt: RecipeTranslate): string {
  if (dataLength === 0) return rt('queue.noData');
  return text === null ? rt('queue.bytes', { n: dataLength }) : visible(text);
}
