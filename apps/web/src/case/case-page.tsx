import { useNavigate, useSearch } from '@tanstack/react-router';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { useTranslate } from '../i18n/language.ts';
import { EventsPane } from '../member/events-pane.tsx';
import { Verdict } from '../member/verdict.tsx';
import type { CaseSearch } from '../routes/page-search.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import css from './case.module.css';
import { MembersTable } from './members-table.tsx';
import { PlantPane } from './plant-pane.tsx';
import { SmallRing } from './small-ring.tsx';

/** What lives here, is it well? */
export function CasePage() {
  const t = useTranslate();
  usePageTitle(t('nav.case'));
  const ensemble = useStore(live, (now) => now.ensemble);
  const search = useSearch({ from: '/c/$conn' });
  const navigate = useNavigate({ from: '/c/$conn' });
  const go = (next: CaseSearch) => void navigate({ search: next, replace: true });
  return (
    <>
      <Verdict />
      <div className={css.page}>
        <PlantPane ensemble={ensemble} search={search} onGo={go} />
        <div className={css.side}>
          {ensemble === null ? null : <SmallRing ensemble={ensemble} />}
          {ensemble === null ? null : <MembersTable ensemble={ensemble} />}
          <EventsPane />
        </div>
      </div>
    </>
  );
}
