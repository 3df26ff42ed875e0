import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import css from './parts.module.css';
import { recipesApi } from './recipes-api.ts';
import { SessionName } from './session-link.tsx';
import type { RecipeTranslate } from './texts.ts';

export interface WatchersProps {
  readonly path: string;
  /** Asked again with each version: watches that fire once are set anew by who read it. */
  readonly version: number;
  readonly rt: RecipeTranslate;
}

/** Which sessions watch the node. Members of others are only asked on request: it costs them. */
export function Watchers({ path, version, rt }: WatchersProps) {
  const isOurs = useStore(live, (now) => now.ensemble?.embedded === true);
  const [isAsked, setAsked] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['recipe-watchers', path, version],
    queryFn: () => recipesApi.sessionsOf(path),
    enabled: isOurs || isAsked,
    placeholderData: (before) => (before?.path === path ? before : undefined),
  });
  const spots = data?.blind ?? [];
  return (
    <>
      <h3 className={`label ${css.heading}`}>{rt('config.watchers')}</h3>
      {!isOurs && !isAsked ? (
        <p className={css.note}>
          <Button onClick={() => setAsked(true)}>{rt('config.ask')}</Button> {rt('config.askWhy')}
        </p>
      ) : null}
      {error === null ? null : <FaultNote fault={faultOf(error)} />}
      {data === undefined ? null : data.watchedBy === null ? (
        <p className={css.note}>{rt('config.notTold')}</p>
      ) : data.watchedBy.length === 0 ? (
        <p className={css.note}>{rt('config.nobody')}</p>
      ) : (
        <ul className={css.watchers}>
          {data.watchedBy.map((session) => (
            <li key={session}>
              <SessionName session={session} />
            </li>
          ))}
        </ul>
      )}
      {spots.map(({ member, word, line }) => (
        <p key={`${member} ${word}`} className={css.note}>
          {rt('config.blind', { member, word })} <span className="mono">{line ?? ''}</span>
        </p>
      ))}
    </>
  );
}
