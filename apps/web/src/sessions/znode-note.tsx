import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import { BlindList } from '../words/blind-list.tsx';
import { PathLink, SessionLink } from './session-links.tsx';
import css from './sessions.module.css';
import { sessionsApi } from './sessions-api.ts';
import { useSessionTexts } from './texts.ts';

/** From a znode: who owns it, who watches it. */
export function ZnodeNote({ path, onClose }: { readonly path: string; readonly onClose: () => void }) {
  const st = useSessionTexts();
  const { data, error } = useQuery({
    queryKey: ['znode-sessions', path],
    queryFn: ({ signal }) => sessionsApi.of(path, signal),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <section className={css.znode} aria-label={st('of', { path: visible(path) })} data-testid="znode-note">
      <PathLink path={path} />
      {error === null ? null : <FaultNote fault={faultOf(error)} />}
      {data === undefined ? null : (
        <>
          <span>
            {data.owner === null ? (
              st('of.noOwner')
            ) : (
              <>
                {st('of.owner')} <SessionLink alias={data.owner} />
              </>
            )}
          </span>
          <span className={css.watchers}>
            {data.watchedBy === null
              ? st('of.watchesUnknown')
              : data.watchedBy.length === 0
                ? st('of.unwatched')
                : st('of.watched')}
            {data.watchedBy?.map((alias) => (
              <SessionLink key={alias} alias={alias} />
            ))}
          </span>
          <BlindList blind={data.blind} />
        </>
      )}
      <Button look="quiet" aria-label={st('of.close')} title={st('of.close')} onClick={onClose}>
        <X size={15} strokeWidth={1.75} aria-hidden="true" />
      </Button>
    </section>
  );
}
