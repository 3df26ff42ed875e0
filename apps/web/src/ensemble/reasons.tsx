import type { EnsembleView } from '@vivarium/contract';
import { failureMarginOf } from '@vivarium/timeline';
import { TriangleAlert } from 'lucide-react';
import css from './ensemble.module.css';
import { reasonSentences } from './reason-sentences.ts';
import { useEnsembleTexts } from './texts.ts';

/** Below the verdict: how much may still fail, and each reason why it is not more. */
export function Reasons({ ensemble }: { readonly ensemble: EnsembleView }) {
  const et = useEnsembleTexts();
  const { members, standing } = ensemble;
  const { verdict, cuts, leader } = standing;
  const sentences = reasonSentences(ensemble, et);
  const margin = verdict.kind === 'led' ? failureMarginOf({ members, cuts, leader }) : null;
  return (
    <div className={css.reasons} data-testid="reasons">
      {margin === null ? null : (
        <span data-testid="margin" data-margin={margin}>
          {margin > 0 ? et('margin.some', { n: margin }) : et('margin.none')}
        </span>
      )}
      {sentences.length === 0 ? (
        <span className={css.well}>{verdict.kind === 'led' && ensemble.embedded ? et('well') : null}</span>
      ) : (
        <ul aria-label={et('reasons')}>
          {sentences.map((sentence) => (
            <li key={sentence}>
              <TriangleAlert size={14} strokeWidth={1.75} aria-hidden="true" />
              {sentence}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
