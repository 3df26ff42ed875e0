import { Link, Outlet } from '@tanstack/react-router';
import { ListTree } from 'lucide-react';
import { useTranslate } from '../i18n/language.ts';
import { useStore } from '../stores/store.ts';
import { StrataBar } from '../strata/strata-bar.tsx';
import { toast } from '../ui/toast.ts';
import css from './frame.module.css';
import { LinkBanner } from './link-banner.tsx';
import { Logo } from './logo.tsx';
import { TopBar } from './top-bar.tsx';

/** Around every page: rail, top bar, strata, and the sentence that says what was just done. */
export function Frame() {
  const t = useTranslate();
  const said = useStore(toast, (text) => text);
  return (
    <div className={css.frame}>
      <header className={css.top}>
        <div className={css.logo}>
          <Logo />
          <span className={css.word}>Vivarium</span>
        </div>
        <TopBar />
      </header>
      <nav aria-label={t('nav.label')} className={css.rail}>
        <Link
          to="/c/$conn/tree"
          params={{ conn: 'local' }}
          search={(now) => now}
          className={css.entry}
          activeOptions={{ includeSearch: false }}
        >
          <ListTree size={16} strokeWidth={1.75} aria-hidden="true" />
          {t('nav.tree')}
        </Link>
      </nav>
      <main className={css.main}>
        <LinkBanner />
        <Outlet />
      </main>
      <StrataBar />
      <div role="status" className={said === null ? 'unseen' : css.toast}>
        {said}
      </div>
    </div>
  );
}
