import type { FailoverView } from '@vivarium/contract';
import { useEffect, useRef, useState } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { GlyphMark } from '../ui/glyph.tsx';
import css from './failover.module.css';
import { timeOf } from './mark-list.tsx';
import { markGlyph, markSentence, namesOf } from './mark-sentence.ts';
import { type ShapedVote, theatreShape } from './theatre-shape.ts';

export interface TheatreProps {
  readonly view: FailoverView;
  readonly current: number | null;
  readonly onChoose: (n: number) => void;
}

/** One lane per member, time across, each notification an arrow. */
export function Theatre({ view, current, onChoose }: TheatreProps) {
  const t = useTranslate();
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useEffect(() => {
    if (frame.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 800));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  const shape = theatreShape(view, Math.max(320, width));
  const name = namesOf(view);
  const now = view.marks.find((mark) => mark.n === current);
  const nowX = [...shape.marks, ...shape.votes.map((vote) => ({ mark: vote.mark, x: vote.x2 }))].find(
    ({ mark }) => mark.n === current,
  )?.x;
  return (
    <div ref={frame} className={css.theatre}>
      <svg width={Math.max(320, width)} height={shape.height} role="img" aria-label={t('failover.lanes')}>
        <defs>
          <pattern
            id="no-writes"
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(30)"
          >
            <path d="M1 0v7" className={css.hatch} />
          </pattern>
        </defs>
        {shape.ticks.map((tick) => (
          <g key={tick.tMs}>
            <line x1={tick.x} x2={tick.x} y1={18} y2={shape.height} className={css.tick} />
            <text x={tick.x} y={12} className={css.tickText}>
              {timeOf(tick.tMs)}
            </text>
          </g>
        ))}
        {shape.gap === null ? null : (
          <rect
            x={shape.gap.x}
            y={18}
            width={shape.gap.width}
            height={shape.height - 18}
            fill="url(#no-writes)"
            className={css.gapBand}
          />
        )}
        {shape.lanes.map((lane) => (
          <g key={lane.member}>
            <text x={2} y={lane.y + 4} className={css.laneName}>
              {lane.name}
            </text>
            {lane.bands.map((band) => (
              <g key={`${band.phase}@${band.x}`}>
                <rect
                  x={band.x}
                  y={lane.y - 8}
                  width={band.width}
                  height={16}
                  className={css.band}
                  data-phase={band.phase}
                />
                {band.width > 72 ? (
                  <text x={band.x + 4} y={lane.y + 22} className={css.bandName}>
                    {t(`phase.${band.phase}`)}
                  </text>
                ) : null}
              </g>
            ))}
          </g>
        ))}
        {shape.votes.map((vote) => (
          <VoteArrow key={vote.mark.n} vote={vote} isCurrent={vote.mark.n === current} onChoose={onChoose}>
            {`${timeOf(vote.mark.tMs)} ${markSentence(vote.mark, name, t)}`}
          </VoteArrow>
        ))}
        {nowX === undefined || now === undefined ? null : (
          <line x1={nowX} x2={nowX} y1={16} y2={shape.height} className={css.now} />
        )}
        {shape.marks.map(({ mark, x, y }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list beside it does the same by keyboard.
          <g key={mark.n} className={css.dot} onClick={() => onChoose(mark.n)}>
            <title>{`${timeOf(mark.tMs)} ${markSentence(mark, name, t)}`}</title>
            <circle cx={x} cy={y} r={9} className={css.dotDisc} />
            <GlyphMark kind={markGlyph(mark, view)} x={x} y={y} size={12} />
          </g>
        ))}
      </svg>
    </div>
  );
}

function VoteArrow(props: {
  vote: ShapedVote;
  isCurrent: boolean;
  onChoose: (n: number) => void;
  children: string;
}) {
  const { vote, isCurrent } = props;
  const { x1, y1, x2, y2, mark } = vote;
  const down = y2 > y1 ? -1 : 1;
  const path = `M${x1} ${y1}L${x2} ${y2}M${x2 - 3} ${y2 + 6 * down}L${x2} ${y2}L${x2 + 3} ${y2 + 6 * down}`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list beside it does the same by keyboard.
    <g
      className={css.voteArrow}
      data-won={mark.won}
      data-current={isCurrent}
      onClick={() => props.onChoose(mark.n)}
    >
      <title>{props.children}</title>
      <path d={path} className={css.wide} />
      <path d={path} className={css.line} />
    </g>
  );
}
