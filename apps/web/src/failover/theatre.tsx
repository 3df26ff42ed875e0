import type { FailoverMark, FailoverView } from '@vivarium/contract';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { GlyphMark } from '../ui/glyph.tsx';
import css from './failover.module.css';
import { timeOf } from './mark-list.tsx';
import { formatMs, markGlyph, markSentence, namesOf } from './mark-sentence.ts';
import { useFailoverTexts } from './texts.ts';
import { NAME_PX, type ShapedSessions, type ShapedVote, theatreShape } from './theatre-shape.ts';

export interface TheatreProps {
  readonly view: FailoverView;
  readonly current: number | null;
  /** The stretch of time that is drawn. */
  readonly extent: readonly [number, number];
  /** Where the playhead stands, ms after the start; null for none: then everything is drawn as past. */
  readonly tMs: number | null;
  /** Names the drawing. */
  readonly label: string;
  readonly onSeek?: ((tMs: number) => void) | undefined;
  readonly onChoose: (n: number) => void;
}

/** One lane per member, time across, each notification an arrow. */
export function Theatre({ view, current, extent, tMs, label, onSeek, onChoose }: TheatreProps) {
  const t = useTranslate();
  const ft = useFailoverTexts();
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useEffect(() => {
    if (frame.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 800));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  const shape = theatreShape(view, Math.max(320, width), extent);
  const name = namesOf(view);
  const isAhead = (mark: FailoverMark) => tMs !== null && mark.tMs > tMs;
  const seek = (event: PointerEvent<SVGSVGElement>) => {
    if (onSeek === undefined || event.buttons !== 1) return;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    if (x > NAME_PX) onSeek(shape.scale.invert(x));
  };
  return (
    <div ref={frame} className={css.theatre}>
      <svg
        width={Math.max(320, width)}
        height={shape.height}
        role="img"
        aria-label={label}
        data-seeks={onSeek !== undefined}
        onPointerDown={seek}
        onPointerMove={seek}
      >
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
              <rect
                key={`${band.phase}@${band.x}`}
                x={band.x}
                y={lane.y - 8}
                width={band.width}
                height={16}
                className={css.band}
                data-phase={band.phase}
              />
            ))}
          </g>
        ))}
        {shape.votes.map((vote) => (
          <VoteArrow
            key={vote.mark.n}
            vote={vote}
            isCurrent={vote.mark.n === current}
            isAhead={isAhead(vote.mark)}
            onChoose={onChoose}
          >
            {`${timeOf(vote.mark.tMs)} ${markSentence(vote.mark, name, t)}`}
          </VoteArrow>
        ))}
        <BandNames lanes={shape.lanes} />
        {shape.breaks.map((fold) => (
          <g key={fold.x} className={css.fold}>
            <title>{ft('folded', { ms: formatMs(fold.toTMs - fold.fromTMs) })}</title>
            <path d={foldSign(fold.x, shape.height)} />
          </g>
        ))}
        {shape.sessions === null ? null : <SessionLane sessions={shape.sessions} />}
        {tMs === null ? null : (
          <line x1={shape.scale(tMs)} x2={shape.scale(tMs)} y1={16} y2={shape.height} className={css.now} />
        )}
        {shape.marks.map(({ mark, x, y }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list beside it does the same by keyboard.
          <g
            key={mark.n}
            className={css.dot}
            data-ahead={isAhead(mark)}
            data-inferred={mark.means !== undefined}
            onClick={() => onChoose(mark.n)}
          >
            <title>{`${timeOf(mark.tMs)} ${markSentence(mark, name, t)}`}</title>
            <circle cx={x} cy={y} r={9} className={css.dotDisc} />
            <GlyphMark kind={markGlyph(mark, view)} x={x} y={y} size={12} />
          </g>
        ))}
      </svg>
    </div>
  );
}

/** Above the arrows, which they would be lost among; a name that has no room is left out. */
function BandNames({ lanes }: { readonly lanes: ReturnType<typeof theatreShape>['lanes'] }) {
  const t = useTranslate();
  return lanes.flatMap(({ member, y, bands }) =>
    bands.map(({ phase, x, width }) => {
      const text = t(`phase.${phase}`);
      return width < textPx(text) + 6 ? null : (
        <text key={`${member} ${phase}@${x}`} x={x + 4} y={y + 22} className={css.bandName}>
          {text}
        </text>
      );
    }),
  );
}

/** About how wide a label is: an ideograph is as wide as the type is high. */
function textPx(text: string): number {
  return [...text].reduce((sum, sign) => sum + (sign >= '\u2e80' ? 11 : 6.2), 0);
}

/** The lane of the sessions: it fills as they come back; those that expired are crosses. */
function SessionLane({ sessions }: { readonly sessions: ShapedSessions }) {
  const ft = useFailoverTexts();
  const { y, path, back, lastTMs, expired } = sessions;
  const sentence =
    lastTMs === null ? '' : ft('sessionsBack', { n: back, s: (Math.max(0, lastTMs) / 1_000).toFixed(2) });
  return (
    <g>
      <text x={2} y={y + 4} className={css.laneName}>
        {ft('sessions')}
      </text>
      <path d={path} className={css.back}>
        <title>{sentence}</title>
      </path>
      {expired.map(({ mark, x }) => (
        <path key={mark.n} d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} className={css.expired} />
      ))}
      <text x={NAME_PX + 8} y={y + 24} className={css.bandName}>
        {sentence}
        {expired.length === 0 ? '' : ` ${ft('sessionsExpired', { n: expired.length })}`}
      </text>
    </g>
  );
}

/** Two waves across the lanes: time stood still here for the drawing, not for the members. */
function foldSign(x: number, height: number): string {
  const wave = (at: number) => {
    const turns = Array.from({ length: Math.floor((height - 22) / 8) }, (_, n) => `q${n % 2 ? -3 : 3} 4 0 8`);
    return `M${at} 20${turns.join('')}`;
  };
  return wave(x - 3) + wave(x + 3);
}

function VoteArrow(props: {
  vote: ShapedVote;
  isCurrent: boolean;
  isAhead: boolean;
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
      data-ahead={props.isAhead}
      onClick={() => props.onChoose(mark.n)}
    >
      <title>{props.children}</title>
      <path d={path} className={css.wide} />
      <path d={path} className={css.line} />
    </g>
  );
}
