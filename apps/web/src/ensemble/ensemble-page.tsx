import { useNavigate, useSearch } from '@tanstack/react-router';
import { MeansChips } from '../connections/means-chips.tsx';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import type { EnsembleSearch } from '../routes/page-search.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Pane } from '../ui/pane.tsx';
import { MemberPanel } from '../words/member-panel.tsx';
import css from './ensemble.module.css';
import { LastFailover } from './last-failover.tsx';
import { MembersPane } from './members-pane.tsx';
import { Reasons } from './reasons.tsx';
import { RingPane } from './ring-pane.tsx';

/** Who leads, who lags, what mode is each in? */
export function EnsemblePage() {
  const t = useTranslate();
  usePageTitle(t('nav.ensemble'));
  const ensemble = useStore(live, (now) => now.ensemble);
  // The page may already be another while this still stands on the screen.
  const search = useSearch({ from: '/c/$conn/ensemble', shouldThrow: false }) ?? {};
  const navigate = useNavigate({ from: '/c/$conn/ensemble' });
  const selected = search.member === undefined ? null : Number(search.member);
  const go = (next: { readonly [K in keyof EnsembleSearch]?: EnsembleSearch[K] | undefined }) =>
    void navigate({
      search: (now: EnsembleSearch) => ({ ...now, ...next }) as EnsembleSearch,
      replace: true,
    });
  const select = (id: number | null) =>
    id === null ? void navigate({ search: {}, replace: true }) : go({ member: String(id) });
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
  const member = ensemble.members.find(({ id }) => id === selected);
  return (
    <>
      <Verdict />
      <Reasons ensemble={ensemble} />
      <MeansChips />
      <div className={css.page}>
        <div className={css.left}>
          <RingPane ensemble={ensemble} selected={selected} onSelect={select} />
          {member === undefined || search.panel === undefined ? null : (
            <MemberPanel
              member={member}
              panel={search.panel}
              word={search.word ?? 'srvr'}
              isRaw={search.as === 'raw'}
              className={css.panel}
              onGo={go}
            />
          )}
        </div>
        <div className={css.side}>
          <MembersPane
            ensemble={ensemble}
            selected={selected}
            panel={search.panel ?? null}
            onSelect={select}
            onPanel={(panel) => go({ panel, as: undefined })}
          />
          <LastFailover ensemble={ensemble} />
        </div>
      </div>
    </>
  );
}
