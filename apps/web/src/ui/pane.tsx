import type { ReactNode } from 'react';
import css from './pane.module.css';

export interface PaneProps {
  readonly title: string;
  readonly caption?: ReactNode;
  readonly end?: ReactNode;
  /** Takes the place of the title's line; the title then only names the pane. */
  readonly head?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A pane of glass: flat and quiet, its cut edge bottle green at two corners. */
export function Pane({ title, caption, end, head, className, children }: PaneProps) {
  return (
    <section aria-label={title} className={`${css.pane} ${className ?? ''}`}>
      {head !== undefined ? (
        head
      ) : (
        <header className={css.head}>
          <h2>{title}</h2>
          {caption ? <span className="caption">{caption}</span> : null}
          {end ? <div className={css.end}>{end}</div> : null}
        </header>
      )}
      {children}
    </section>
  );
}
