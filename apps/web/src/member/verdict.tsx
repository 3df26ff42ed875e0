import type { EnsembleView, VerdictView } from '@vivarium/contract';
import type { ReactNode } from 'react';
import { type Translate, useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import css from './member.module.css';

/** One sentence: is what lives here well? Amber is for the leader's name alone. */
export function Verdict({ caption }: { readonly caption?: ReactNode }) {
  const ensemble = useStore(live, (now) => now.ensemble);
  const kind = ensemble?.standing.verdict.kind;
  const isBad = kind === 'noQuorum' || kind === 'unreachable' || kind === 'split';
  return (
    <div className={css.verdict}>
      <h1 className={isBad ? css.bad : undefined} data-testid="verdict" data-kind={kind ?? 'unknown'}>
        <Sentence ensemble={ensemble} />
      </h1>
      {caption ?? <Counts ensemble={ensemble} />}
    </div>
  );
}

function Sentence({ ensemble }: { readonly ensemble: EnsembleView | null }) {
  const t = useTranslate();
  if (ensemble === null) return t('verdict.connecting');
  const { verdict } = ensemble.standing;
  if (verdict.kind === 'led') {
    const { leaderName, inStep, voters } = verdict;
    const [before, after] = t('verdict.leads', { name: '\0' }).split('\0');
    return (
      <>
        <strong>{t('verdict.held')}</strong>
        {t('verdict.heldBy', { n: inStep, voters })}
        {before}
        <span className={css.leader}>{leaderName}</span>
        {after}
      </>
    );
  }
  return verdictSentence(verdict, t);
}

/** The sentence without its colours: for the tab, the announcement and the drawing's name. */
export function verdictSentence(verdict: VerdictView, t: Translate): string {
  switch (verdict.kind) {
    case 'unknown':
      return t('verdict.connecting');
    case 'standalone':
      return t('verdict.standalone');
    case 'led':
      return (
        t('verdict.held') +
        t('verdict.heldBy', { n: verdict.inStep, voters: verdict.voters }) +
        t('verdict.leads', { name: verdict.leaderName })
      );
    case 'electing':
      return t('verdict.electing', { n: verdict.answering, voters: verdict.voters });
    case 'noQuorum':
      return t('verdict.noQuorum', {
        n: verdict.answering,
        voters: verdict.voters,
        needed: verdict.needed,
      });
    case 'unreachable':
      return t('verdict.down', { n: verdict.silent.length });
    case 'split':
      return t('verdict.split', { n: verdict.leaders.length + verdict.standalone.length });
  }
}

function Counts({ ensemble }: { readonly ensemble: EnsembleView | null }) {
  const t = useTranslate();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs();
  const last = ensemble?.members.reduce((most, { polledAtMs }) => Math.max(most, polledAtMs ?? 0), 0) ?? 0;
  if (ensemble === null || last === 0) return null;
  if (ensemble.standing.verdict.kind === 'unreachable') {
    const s = Math.max(0, Math.round((nowMs + skewMs - last) / 1_000));
    return <span className="caption">{t('verdict.down.since', { s })}</span>;
  }
  const nodes = ensemble.members.reduce((most, { nodeCount }) => Math.max(most, nodeCount ?? 0), 0);
  const connections = ensemble.members.reduce((sum, each) => sum + (each.connections ?? 0), 0);
  return <span className="caption">{t('verdict.counts', { nodes, connections })}</span>;
}
