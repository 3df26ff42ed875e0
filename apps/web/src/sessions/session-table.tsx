import type { SessionView } from '@vivarium/contract';
import { formatAge, formatCount } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Scroller } from '../ui/scroller.tsx';
import table from '../ui/table.module.css';
import { expiresInS, matches, ROWS_MAX } from './session-filter.ts';
import css from './sessions.module.css';
import { useSessionTexts } from './texts.ts';

export interface SessionTableProps {
  readonly sessions: readonly SessionView[];
  /** Every member told all of its sessions. */
  readonly isWhole: boolean;
  readonly filter: string;
  readonly chosen: string | null;
  readonly onChoose: (alias: string) => void;
}

/** Every session with what is known of it; what nobody tells is a dash, never a zero. */
export function SessionTable({ sessions, isWhole, filter, chosen, onChoose }: SessionTableProps) {
  const st = useSessionTexts();
  const members = useStore(live, (now) => now.ensemble?.members);
  const nameOf = (id: number | null) => members?.find((each) => each.id === id)?.name ?? '—';
  const wanted = sessions.filter((session) => matches(session, nameOf(session.member), filter));
  const shown = wanted.slice(0, ROWS_MAX);
  const isOnlyOwn = isWhole && sessions.every(({ own }) => own);
  return (
    <>
      {isOnlyOwn ? <p className={css.note}>{st('onlyOwn', { n: sessions.length })}</p> : null}
      {wanted.length === 0 && sessions.length > 0 ? <p className={css.note}>{st('noMatch')}</p> : null}
      {wanted.length > shown.length ? (
        <p className={css.note}>{st('cut', { shown: shown.length, total: wanted.length })}</p>
      ) : null}
      <Scroller className={table.scroll} aria-label={st('list')}>
        <table className={table.table} data-testid="sessions">
          <thead>
            <tr className="label">
              <th scope="col">{st('alias')}</th>
              <th scope="col">{st('address')}</th>
              <th scope="col">{st('member')}</th>
              <th scope="col" className={table.right}>
                {st('timeout')}
              </th>
              <th scope="col" className={table.right}>
                {st('ephemerals')}
              </th>
              <th scope="col" className={table.right}>
                {st('lastSeen')}
              </th>
              <th scope="col" className={table.right}>
                {st('expires')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((session) => (
              <Row
                key={session.alias}
                session={session}
                member={nameOf(session.member)}
                isChosen={session.alias === chosen}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
      </Scroller>
    </>
  );
}

interface RowProps {
  readonly session: SessionView;
  readonly member: string;
  readonly isChosen: boolean;
  readonly onChoose: (alias: string) => void;
}

function Row({ session, member, isChosen, onChoose }: RowProps) {
  const t = useTranslate();
  const st = useSessionTexts();
  const language = useLanguage();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  const { alias, own, address, timeoutMs, ephemeralCount, lastSeenMs } = session;
  const isLeaderless = useStore(live, (now) => now.ensemble?.standing.leader == null);
  const leftS = expiresInS(session, nowMs);
  const dash = <span className={table.faint}>—</span>;
  return (
    <tr data-open={isChosen} data-testid={`session-${alias}`}>
      <th scope="row">
        <button
          type="button"
          className={`mono ${table.pick}`}
          aria-pressed={isChosen}
          onClick={() => onChoose(alias)}
        >
          {alias}
        </button>
        {own ? <span className={css.own}>{st('own')}</span> : null}
      </th>
      <td className="mono">{address ?? dash}</td>
      <td className="mono">{member}</td>
      <td className={`mono ${table.right}`}>
        {timeoutMs === null ? dash : st('ms', { s: Math.round(timeoutMs / 100) / 10 })}
      </td>
      <td className={`mono ${table.right}`}>
        {ephemeralCount === null ? dash : formatCount(ephemeralCount, language)}
      </td>
      <td className={`mono ${table.right}`}>
        {lastSeenMs === null ? dash : formatAge(nowMs - lastSeenMs, t)}
      </td>
      <td className={`mono ${table.right}`} data-figure="expires">
        {leftS === null || isLeaderless ? dash : leftS === 0 ? st('expiring') : st('expiresIn', { s: leftS })}
      </td>
    </tr>
  );
}
