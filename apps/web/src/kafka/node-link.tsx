import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** A value, one click from the znode that holds it. */
export function NodeLink({ path, children }: { readonly path: string; readonly children: ReactNode }) {
  return (
    <Link to="/c/$conn/tree" params={{ conn: 'local' }} search={{ path }} title={path}>
      {children}
    </Link>
  );
}
