import { Link, Outlet } from '@tanstack/react-router';
import { ListTree, Orbit, Timer } from 'lucide-react';
import { useTranslate } from '../i18n/language.ts';
import { type Live, live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { StrataBar } from '../strata/strata-bar.tsx';
import { toast } from '../ui/toast.ts';
import css from './frame.module.css';
import { LinkBanner } from './link-banner.tsx';
import { Logo } from './logo.tsx';
import { usePageKeys } from './page-keys.ts';
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
  const said = useStore(toast, (text) => text);
  const members = useStore(live, (now) => now.ensemble?.members.length);
  const failovers = useStore(live, (now) => now.ensemble?.failovers.length);
  const isLost = useStore(live, (now) => isQuorumLost(now));
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
        <Link to="/c/$conn/ensemble" params={{ conn: 'local' }} className={css.entry} title="G E">
          <Orbit {...ICON} />
          {t('nav.ensemble')}
          <span className={`mono ${css.count}`}>{members}</span>
        </Link>
        <Link to="/c/$conn/failover" params={{ conn: 'local' }} className={css.entry} title="G F">
          <Timer {...ICON} />
          {t('nav.failover')}
          <span className={`mono ${css.count}`}>{failovers}</span>
        </Link>
        <Link
          to="/c/$conn/tree"
          params={{ conn: 'local' }}
          className={css.entry}
          activeOptions={{ includeSearch: false }}
          title="G T"
        >
          <ListTree {...ICON} />
          {t('nav.tree')}
        </Link>
      </nav>
      <main className={css.main}>
        <LinkBanner />
        <GapNote />
        <Outlet />
      </main>
      <StrataBar />
      <div aria-live={isLost ? 'assertive' : 'polite'} className="unseen">
        {standing}
      </div>
      <div role="status" className={said === null ? 'unseen' : css.toast}>
        {said}
      </div>
    </div>
  );
}
