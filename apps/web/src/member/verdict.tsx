import type { EnsembleView } from '@vivarium/contract';
import { useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import css from './member.module.css';

/** One sentence: is what lives here well? */
export function Verdict() {
  const t = useTranslate();
  const ensemble = useStore(live, (now) => now.ensemble);
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs();
  const member = ensemble?.members[0];
  const isDown = member?.state === 'down';
  const ageS = member?.polledAtMs ? Math.max(0, Math.round((nowMs + skewMs - member.polledAtMs) / 1_000)) : 0;
  return (
    <div className={css.verdict}>
      <h1 className={isDown ? css.bad : undefined} data-testid="verdict">
        <Sentence ensemble={ensemble} />
      </h1>
      {member?.nodeCount !== null && member?.nodeCount !== undefined ? (
        <span className="caption">
          {isDown
            ? t('verdict.down.since', { s: ageS })
            : t('verdict.counts', { nodes: member.nodeCount, connections: member.connections ?? 0 })}
        </span>
      ) : null}
    </div>
  );
}

function Sentence({ ensemble }: { readonly ensemble: EnsembleView | null }) {
  const t = useTranslate();
  const member = ensemble?.members[0];
  if (!ensemble || !member || member.state === 'unknown') return t('verdict.connecting');
  if (member.state === 'down') return t('verdict.down');
  if (ensemble.client.state === 'lost') return t('verdict.noSession');
  return member.mode === 'standalone'
    ? t('verdict.standalone')
    : t('verdict.member', { mode: member.mode ?? '?' });
}
