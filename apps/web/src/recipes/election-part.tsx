import { Link } from '@tanstack/react-router';
import type { ElectionFacts } from '@vivarium/contract';
import { Fragment, useEffect, useRef } from 'react';
import { formatTime } from '../i18n/format.ts';
import { useLanguage } from '../i18n/language.ts';
import { visible } from '../tree/path.ts';
import { useScrollEdges } from '../ui/scroll-edges.ts';
import edges from '../ui/scroller.module.css';
import { Line } from './line.tsx';
import type { PartProps } from './part-props.ts';
import css from './parts.module.css';
import { recipeName } from './recipe-name.ts';
import { type ReignBand, reignBands } from './reigns.ts';
import { SessionName } from './session-link.tsx';
import { spanText } from './span-text.ts';
import type { RecipeTranslate } from './texts.ts';

/** The lineage of leaders as a ribbon, and below it who leads and who stands by. */
export function ElectionPart({ facts, moment, hosts, rt }: PartProps<ElectionFacts>) {
  const { leader, candidates } = facts;
  const next = candidates[0];
  return (
    <>
      <p className={`caption ${css.fact}`}>
        {leader === null
          ? rt('election.none')
          : next === undefined
            ? rt('election.alone', { leader: recipeName(leader.name) })
            : rt('election.next', { leader: recipeName(leader.name), next: recipeName(next.name) })}
      </p>
      <h3 className={`label ${css.heading}`}>{rt('election.lineage')}</h3>
      <Ribbon bands={reignBands(facts.lineage, moment.nowMs)} isUnconfirmed={moment.isUnconfirmed} rt={rt} />
      <Line
        kind="election"
        label={rt('election.line')}
        rows={[...(leader === null ? [] : [leader]), ...candidates]}
        total={facts.total}
        moment={moment}
        hosts={hosts}
        rt={rt}
      />
    </>
  );
}

const RIBBON = `${css.ribbon} ${edges.scroller}`;

interface RibbonProps {
  readonly bands: readonly ReignBand[];
  readonly isUnconfirmed: boolean;
  readonly rt: RecipeTranslate;
}

function Ribbon({ bands, isUnconfirmed, rt }: RibbonProps) {
  const list = useRef<HTMLOListElement>(null);
  const count = bands.length;
  useScrollEdges(list);
  useEffect(() => {
    // The newest is what one came for; the older ones are to its left.
    if (count > 0) list.current?.scrollTo({ left: list.current.scrollWidth });
  }, [count]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <ol ref={list} className={RIBBON} tabIndex={0} aria-label={rt('election.lineage')}>
      {bands.map((band) => (
        <Fragment key={band.reign.token}>
          {band.emptyMs === 0 ? null : (
            <li className={css.empty}>{rt('election.between', { age: spanText(band.emptyMs, rt) })}</li>
          )}
          <Reign band={band} isUnconfirmed={isUnconfirmed} rt={rt} />
        </Fragment>
      ))}
    </ol>
  );
}

function Reign({
  band: { reign, forMs, widthPx },
  isUnconfirmed,
  rt,
}: {
  readonly band: ReignBand;
  readonly isUnconfirmed: boolean;
  readonly rt: RecipeTranslate;
}) {
  const language = useLanguage();
  const leads = reign.toMs === null;
  const age = spanText(forMs, rt);
  return (
    <li className={css.reign} data-leads={leads && !isUnconfirmed} style={{ minWidth: widthPx }}>
      <span className={css.reignName}>
        <Link
          to="/c/$conn/tree"
          params={{ conn: 'local' }}
          search={{ path: reign.path }}
          className="mono"
          title={reign.path}
        >
          {recipeName(reign.name)}
        </Link>
        {reign.text === null ? null : <span className={css.reignWho}>{visible(reign.text)}</span>}
      </span>
      <span className={css.reignAge}>
        {reign.fromKind === 'atLeast' ? rt('election.atLeast', { age }) : age}
      </span>
      <span className={css.reignAge}>
        {reign.toMs === null
          ? isUnconfirmed
            ? rt('state.unconfirmed.election')
            : rt('election.since', { time: formatTime(reign.fromMs, language) })
          : rt('election.ended', { time: formatTime(reign.toMs, language) })}
      </span>
      {reign.end === null ? null : (
        <span className={css.reignEnd} data-testid="reign-end" data-how={reign.end.how}>
          {reign.end.by === null ? (
            rt(`election.end.${reign.end.how}`)
          ) : (
            <>
              {rt('election.end.deletedBy')} <SessionName session={reign.end.by} />
            </>
          )}
        </span>
      )}
    </li>
  );
}
