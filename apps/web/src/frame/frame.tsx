import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { type Live, live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { StrataBar } from '../strata/strata-bar.tsx';
import { ToastLine } from '../ui/toast-line.tsx';
import css from './frame.module.css';
import { LinkBanner } from './link-banner.tsx';
import { Logo } from './logo.tsx';
import { usePageKeys } from './page-keys.ts';
import { Rail } from './rail.tsx';
import { GapNote, useStandingSigns } from './standing-signs.tsx';
import { TopBar } from './top-bar.tsx';
import { VersionNote } from './version-note.tsx';

function isQuorumLost({ ensemble }: Live): boolean {
  const kind = ensemble?.standing.verdict.kind;
  return kind === 'noQuorum' || kind === 'unreachable';
}

/** While one is elected nobody leads either: no lamp is lit. */
function isLeaderless(now: Live): boolean {
  return isQuorumLost(now) || now.ensemble?.standing.verdict.kind === 'electing';
}

/** Around every page: rail, top bar, strata, and the sentence that says what was just done. */
export function Frame() {
  const isLost = useStore(live, isQuorumLost);
  const isDark = useStore(live, isLeaderless);
  const standing = useStandingSigns();
  usePageKeys();
  return (
    <div className={css.frame} data-quorum={isLost ? 'lost' : 'held'} data-lamp={isDark ? 'out' : 'lit'}>
      <header className={css.top}>
        <div className={css.logo}>
          <Logo isDark={isDark} />
          <span className={css.word}>Vivarium</span>
        </div>
        <TopBar />
      </header>
      <Rail />
      <main className={css.main}>
        <LinkBanner />
        <VersionNote />
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
