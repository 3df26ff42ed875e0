import type { BlindSpot } from '@vivarium/contract';
import { Copy, TriangleAlert } from 'lucide-react';
import { useTranslate } from '../i18n/language.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy.ts';
import { say } from '../ui/toast.ts';
import { joinBlind } from './join-blind.ts';
import { useWordTexts } from './texts.ts';
import css from './words.module.css';

/** What could not be asked, and the line that would allow it: nothing is shown as zero because nobody told it. */
export function BlindList({ blind }: { readonly blind: readonly BlindSpot[] }) {
  const t = useTranslate();
  const wt = useWordTexts();
  const members = useStore(live, (now) => now.ensemble?.members);
  if (blind.length === 0) return null;
  const nameOf = (id: number) => members?.find((each) => each.id === id)?.name ?? String(id);
  return (
    <ul className={css.blind} aria-label={wt('blind')} data-testid="blind">
      {joinBlind(blind).map(({ words, cause, line, ids }) => {
        const member = ids.map(nameOf).join(', ');
        const word = words.join(', ');
        return (
          <li key={`${word} ${line} ${cause}`}>
            <TriangleAlert size={15} strokeWidth={1.75} aria-hidden="true" />
            {line === null ? (
              <span>{wt('silent', { member, word, cause: t('cause.said', { cause }) })}</span>
            ) : (
              <>
                <span>{wt('refused', { member, word })}</span>
                <CopyLine line={line} />
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function CopyLine({ line }: { readonly line: string }) {
  const t = useTranslate();
  const wt = useWordTexts();
  const copy = async () => say((await copyText(line)) ? wt('copied') : t('path.copyFailed'));
  return (
    <span className={css.line}>
      <code className="mono">{line}</code>
      <Button look="quiet" aria-label={wt('copyLine')} title={wt('copyLine')} onClick={() => void copy()}>
        <Copy size={13} strokeWidth={1.75} aria-hidden="true" />
      </Button>
    </span>
  );
}
