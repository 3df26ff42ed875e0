import { useNavigate, useSearch } from '@tanstack/react-router';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Pane } from '../ui/pane.tsx';
import css from './ensemble.module.css';
import { LastFailover } from './last-failover.tsx';
import { MembersPane } from './members-pane.tsx';
import { RingPane } from './ring-pane.tsx';

/** Who leads, who lags, what mode is each in? */
export function EnsemblePage() {
  const t = useTranslate();
  usePageTitle(t('nav.ensemble'));
  const ensemble = useStore(live, (now) => now.ensemble);
  const search = useSearch({ from: '/c/$conn/ensemble' });
  const navigate = useNavigate({ from: '/c/$conn/ensemble' });
  const selected = search.member === undefined ? null : Number(search.member);
  const select = (id: number | null) =>
    void navigate({ search: id === null ? {} : { member: String(id) }, replace: true });
  if (ensemble === null) {
    return (
      <>
        <Verdict />
        <div className={css.page}>
          <Pane title={t('ensemble.title')}>
            <p className={css.wait}>{t('verdict.connecting')}</p>
          </Pane>
        </div>
      </>
    );
  }
  return (
    <>
      <Verdict />
      <div className={css.page}>
        <RingPane ensemble={ensemble} selected={selected} onSelect={select} />
        <div className={css.side}>
          <MembersPane ensemble={ensemble} selected={selected} onSelect={select} />
          <LastFailover ensemble={ensemble} />
        </div>
      </div>
    </>
  );
}
