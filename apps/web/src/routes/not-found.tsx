import { Link, useLocation } from '@tanstack/react-router';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { useTranslate } from '../i18n/language.ts';
import { visible } from '../tree/path.ts';
import { Pane } from '../ui/pane.tsx';
import css from './not-found.module.css';

/** The one connection that this dashboard has; its name stands in every page's address. */
export const CONNECTION = 'local';

/** The name of a connection that an address asks for and that does not exist. */
export function unknownConnection(pathname: string): string | null {
  const name = /^\/c\/([^/]+)/.exec(pathname)?.[1];
  return name === undefined || name === CONNECTION ? null : name;
}

/** An address that is no page's: it says so, and leads back. */
export function NotFound() {
  const t = useTranslate();
  const { pathname } = useLocation();
  const name = unknownConnection(pathname);
  usePageTitle(t('notFound.title'));
  return (
    <div className={css.page}>
      <Pane title={t('notFound.title')} className={css.pane}>
        <div className={css.body} data-testid="not-found">
          <p>
            {name === null
              ? t('notFound.page', { path: visible(pathname) })
              : t('notFound.connection', { name: visible(name) })}
          </p>
          <ul className={css.ways}>
            <li>
              <Link to="/c/$conn" params={{ conn: CONNECTION }}>
                {t('nav.case')}
              </Link>
            </li>
            <li>
              <Link to="/c/$conn/tree" params={{ conn: CONNECTION }}>
                {t('nav.tree')}
              </Link>
            </li>
            <li>
              <Link to="/c/$conn/connections" params={{ conn: CONNECTION }}>
                {t('nav.connections')}
              </Link>
            </li>
          </ul>
        </div>
      </Pane>
    </div>
  );
}
