import type { FailoverMark, FailoverView } from '@vivarium/contract';
import { useEffect, useRef } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { Glyph } from '../ui/glyph.tsx';
import css from './failover.module.css';
import { formatMs, markGlyph, markSentence, namesOf } from './mark-sentence.ts';

export interface MarkListProps {
  readonly view: FailoverView;
  readonly marks: readonly FailoverMark[];
  /** Number of the mark that is looked at. */
  readonly current: number | null;
  readonly onChoose?: (n: number) => void;
}

/** What happened, one line each, at how many ms after the start. */
export function MarkList({ view, marks, current, onChoose }: MarkListProps) {
  const t = useTranslate();
  const name = namesOf(view);
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line that became current scrolls into view.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard.
    <ol ref={list} className={css.marks} tabIndex={0} aria-label={t('failover.marks')}>
      {marks.map((mark) => (
        <li key={mark.n} className={css.mark} aria-current={mark.n === current ? 'step' : undefined}>
          <span className={`mono ${css.at}`}>{timeOf(mark.tMs)}</span>
          <Glyph kind={markGlyph(mark, view)} size={14} />
          {onChoose === undefined ? (
            <span>{markSentence(mark, name, t)}</span>
          ) : (
            <button type="button" className={css.choose} onClick={() => onChoose(mark.n)}>
              {markSentence(mark, name, t)}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

export function timeOf(tMs: number): string {
  return `${tMs < 0 ? '−' : '+'}${formatMs(Math.abs(tMs))} ms`;
}
