import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import css from './parts.module.css';
import type { RecipeTranslate } from './texts.ts';

/** A session by its alias, one click from all that is known of it. */
export function SessionName({
  session,
  children,
}: {
  readonly session: string;
  readonly children?: ReactNode;
}) {
  return (
    <Link to="/c/$conn/sessions" params={{ conn: 'local' }} search={{ id: session }} className="mono">
      {children ?? session}
    </Link>
  );
}

export interface SessionLinkProps {
  readonly session: string | null;
  readonly hosts: ReadonlyMap<string, string>;
  readonly rt: RecipeTranslate;
}

/** Whose it is, and where that is connected from. */
export function SessionLink({ session, hosts, rt }: SessionLinkProps) {
  if (session === null) return <span>{rt('noSession')}</span>;
  return (
    <span className={css.owner}>
      <SessionName session={session} />
      <span className={`mono ${css.host}`}>{hosts.get(session) ?? ''}</span>
    </span>
  );
}
