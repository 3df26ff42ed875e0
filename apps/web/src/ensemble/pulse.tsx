import type { MemberView } from '@vivarium/contract';
import { spanText } from '../recipes/span-text.ts';
import { useRecipeTexts } from '../recipes/texts.ts';
import { sparkline, topOf, useAnswerTimes } from './answer-times.ts';
import { isSilent } from './appearance.ts';
import css from './ensemble.module.css';
import { useEnsembleTexts } from './texts.ts';

const WIDTH_PX = 96;
const HEIGHT_PX = 16;

/** For how long it has run, and how fast it answers: all lines on one scale, so that the slow one stands out. */
export function Pulse({ member }: { readonly member: MemberView }) {
  const et = useEnsembleTexts();
  const rt = useRecipeTexts();
  const all = useAnswerTimes();
  const { d, tip } = sparkline(all.get(member.id) ?? [], topOf(all), WIDTH_PX, HEIGHT_PX);
  const { uptimeMs, answerMs } = member;
  return (
    <span className={css.pulse} data-old={isSilent(member)}>
      {uptimeMs === null || isSilent(member) ? null : (
        <span data-figure="uptime">{et('uptime', { span: spanText(uptimeMs, rt) })}</span>
      )}
      {answerMs === null ? null : (
        <span className={css.answer} title={et('answer.what')} data-figure="answer">
          <svg
            width={WIDTH_PX}
            height={HEIGHT_PX}
            viewBox={`0 0 ${WIDTH_PX} ${HEIGHT_PX}`}
            aria-hidden="true"
          >
            <path d={d} className={css.spark} />
            {tip === null ? null : <circle cx={tip.x - 1.5} cy={tip.y} r={1.75} className={css.sparkTip} />}
          </svg>
          <span className="unseen">{et('answer')} </span>
          <span className={css.answerMs}>
            {isSilent(member) ? '—' : `${answerMs < 10 ? answerMs.toFixed(1) : Math.round(answerMs)} ms`}
          </span>
        </span>
      )}
    </span>
  );
}
