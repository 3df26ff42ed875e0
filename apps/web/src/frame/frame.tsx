import { Link, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { type Live, live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { StrataBar } from '../strata/strata-bar.tsx';
import { ToastLine } from '../ui/toast-line.tsx';
import css from './frame.module.css';
import { LinkBanner } from './link-banner.tsx';
import { Logo } from './logo.tsx';
import { usePageKeys } from './page-keys.ts';
import { PAGES } from './pages.ts';
import { GapNote, useStandingSigns } from './standing-signs.tsx';
import { TopBar } from './top-bar.tsx';

const ICON = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const;

function isQuorumLost({ ensemble }: Live): boolean {
  const kind = ensemble?.standing.verdict.kind;
  return kind === 'noQuorum' || kind === 'unreachable';
}

/** Around every page: rail, top bar, strata, and the sentence that says what was just done. */
export function Frame() {
  const t = useTranslate();
  const members = useStore(live, (now) => now.ensemble?.members.length);
  const failovers = useStore(live, (now) => now.ensemble?.failovers.length);
  const isLost = useStore(live, (now) => isQuorumLost(now));
  const counts: Readonly<Record<string, number | undefined>> = {
    '/c/$conn/ensemble': members,
    '/c/$conn/failover': failovers,
  };
  const standing = useStandingSigns();
  usePageKeys();
  return (
    <div className={css.frame} data-quorum={isLost ? 'lost' : 'held'}>
      <header className={css.top}>
        <div className={css.logo}>
          <Logo isDark={isLost} />
          <span className={css.word}>Vivarium</span>
        </div>
        <TopBar />
      </header>
      <nav aria-label={t('nav.label')} className={css.rail}>
        {PAGES.map(({ to, name, letter, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            params={{ conn: 'local' }}
            className={css.entry}
            // The Case's address begins every other page's.
            activeOptions={{ includeSearch: false, exact: to === '/c/$conn' }}
            title={letter === null ? undefined : `G ${letter}`}
          >
            <Icon {...ICON} />
            {t(name)}
            {counts[to] === undefined ? null : <span className={`mono ${css.count}`}>{counts[to]}</span>}
          </Link>
        ))}
      </nav>
      <main className={css.main}>
        <LinkBanner />
        <GapNote />
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      </main>
      <StrataBar />
      <div aria-live={isLost ? 'assertive' : 'polite'} className="unseen">
        {standing}
      </div>
      <ToastLine />
    </div>
  );
}
