import { Link } from '@tanstack/react-router';
import { shortPath, visible } from '../tree/path.ts';
import css from './sessions.module.css';

/** A path, one click from its node; its end matters most. */
export function PathLink({ path }: { readonly path: string }) {
  return (
    <Link
      to="/c/$conn/tree"
      params={{ conn: 'local' }}
      search={{ path }}
      className={`mono ${css.path}`}
      title={visible(path)}
    >
      {shortPath(visible(path), 46)}
    </Link>
  );
}

export function SessionLink({ alias }: { readonly alias: string }) {
  return (
    <Link to="/c/$conn/sessions" params={{ conn: 'local' }} search={{ id: alias }} className="mono">
      {alias}
    </Link>
  );
}
