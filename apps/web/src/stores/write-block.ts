import type { EnsembleView } from '@vivarium/contract';
import { type Key, type Translate, useTranslate } from '../i18n/language.ts';
import { type Live, live } from './live.ts';
import { useStore } from './store.ts';

type Block = Extract<Key, `write.${string}`>;

/** Why nothing can be written now, as a key of the catalogue; null while writing works. */
export function writeBlockOf({ link, ensemble, guard }: Live): Block | null {
  if (link.state !== 'live') return 'write.noServer';
  // Unlocked, it takes writes until the server says otherwise.
  if (guard?.mode === 'locked' && guard.unlockedUntilMs === null) return 'write.locked';
  if (ensemble === null) return 'write.noSession';
  return ofStanding(ensemble) ?? (ensemble.client.state === 'connected' ? null : 'write.noSession');
}

function ofStanding({ standing }: EnsembleView): Block | null {
  switch (standing.verdict.kind) {
    case 'electing':
      return 'write.electing';
    case 'noQuorum':
    case 'unreachable':
      return 'write.noQuorum';
    default:
      return null;
  }
}

/** Without a quorum what was read stands still, and grows old. */
export function isReadingOff({ link, ensemble }: Live): boolean {
  const kind = ensemble?.standing.verdict.kind;
  return link.state === 'live' && (kind === 'noQuorum' || kind === 'unreachable');
}

/** The reason in words, for what is disabled by it. */
export function useWriteBlock(): string | null {
  const t: Translate = useTranslate();
  const block = useStore(live, writeBlockOf);
  return block === null ? null : t(block);
}
