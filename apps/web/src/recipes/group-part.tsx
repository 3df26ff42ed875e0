import { Link } from '@tanstack/react-router';
import type { GroupFacts } from '@vivarium/contract';
import { formatTime } from '../i18n/format.ts';
import { useLanguage } from '../i18n/language.ts';
import { visible } from '../tree/path.ts';
import { Scroller } from '../ui/scroller.tsx';
import type { PartProps } from './part-props.ts';
import css from './parts.module.css';
import { type Presence, type PresenceStrip, presenceStrip } from './presence.ts';
import { SessionLink } from './session-link.tsx';
import type { RecipeTranslate } from './texts.ts';

/** Who is in it, and who came and went. */
export function GroupPart({ facts, moment, hosts, rt }: PartProps<GroupFacts>) {
  const language = useLanguage();
  const strip = presenceStrip(facts, moment.nowMs);
  return (
    <>
      <p className={`caption ${css.fact}`}>
        {facts.total === 0 ? rt('group.nobody') : rt('group.members', { n: facts.total })}
      </p>
      {strip.rows.length === 0 ? null : <Strip strip={strip} rt={rt} />}
      {facts.members.length === 0 ? null : (
        <Scroller className={css.scroll} aria-label={rt('group.member')}>
          <table className={css.table}>
            <thead>
              <tr className="label">
                <th scope="col">{rt('group.member')}</th>
                <th scope="col">{rt('group.since')}</th>
                <th scope="col">{rt('group.session')}</th>
                <th scope="col">{rt('group.data')}</th>
              </tr>
            </thead>
            <tbody>
              {facts.members.map(({ id, path, session, sinceMs, text }) => (
                <tr key={id}>
                  <th scope="row" className="mono">
                    <Link to="/c/$conn/tree" params={{ conn: 'local' }} search={{ path }} title={path}>
                      {visible(id)}
                    </Link>
                  </th>
                  <td className="mono">{formatTime(sinceMs, language)}</td>
                  <td>
                    <SessionLink session={session} hosts={hosts} rt={rt} />
                  </td>
                  <td className={css.data}>{text === null ? '' : visible(text)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {facts.total > facts.members.length ? (
        <p className={css.note}>{rt('more', { n: facts.total - facts.members.length })}</p>
      ) : null}
      <h3 className={`label ${css.heading}`}>{rt('group.moves')}</h3>
      {facts.moves.length === 0 ? <p className={css.note}>{rt('group.noMoves')}</p> : null}
      <ol className={css.moves}>
        {facts.moves.toReversed().map(({ atMs, id, what }) => (
          <li key={`${atMs} ${id} ${what}`} data-what={what}>
            <span className="mono">{formatTime(atMs, language)}</span>
            <span className="mono">{visible(id)}</span>
            <span>{rt(`group.${what}`)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Strip({ strip, rt }: { readonly strip: PresenceStrip; readonly rt: RecipeTranslate }) {
  const language = useLanguage();
  return (
    <div className={css.presence}>
      <h3 className="label">{rt('group.presence')}</h3>
      <ul className={css.lanes}>
        {strip.rows.map((row) => (
          <li key={row.id} className={css.lane} data-here={row.isHere}>
            <span className={`mono ${css.laneName}`} title={visible(row.id)}>
              {visible(row.id)}
            </span>
            <Bands row={row} strip={strip} rt={rt} />
          </li>
        ))}
      </ul>
      <div className={`mono label ${css.axis}`}>
        <span>{formatTime(strip.fromMs, language)}</span>
        <span>{rt('now')}</span>
      </div>
    </div>
  );
}

function Bands({ row, strip, rt }: { row: Presence; strip: PresenceStrip; rt: RecipeTranslate }) {
  const language = useLanguage();
  const spanMs = strip.toMs - strip.fromMs;
  const percent = (ms: number) => (100 * ms) / spanMs;
  const bands = row.stays.map((stay) => {
    const from = stay.isBeginSeen ? formatTime(stay.fromMs, language) : rt('group.begin');
    return `${from} – ${stay.isHere ? rt('now') : formatTime(stay.toMs, language)}`;
  });
  const label = rt('group.band', { id: visible(row.id), bands: bands.join(', ') });
  return (
    <svg className={css.bands} role="img" aria-label={label} preserveAspectRatio="none" viewBox="0 0 100 12">
      <title>{label}</title>
      <path d="M0 6H100" className={css.track} />
      {row.stays.map((stay) => (
        <rect
          key={stay.fromMs}
          x={percent(stay.fromMs - strip.fromMs)}
          y={2}
          width={Math.max(0.6, percent(stay.toMs - stay.fromMs))}
          height={8}
          className={css.stay}
          data-here={stay.isHere}
        />
      ))}
    </svg>
  );
}
