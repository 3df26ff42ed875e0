import type { Stratum } from '@vivarium/contract';
import { type KeyboardEvent, type PointerEvent, type ReactNode, type Ref, useRef, useState } from 'react';
import { formatTime } from '../i18n/format.ts';
import { type Language, type Translate, useLanguage, useTranslate } from '../i18n/language.ts';
import css from './strata-field.module.css';
import { barAt, barOf, type Pick, pickOf } from './strata-pick.ts';
import { BAR_PX } from './strata-shape.ts';

/** How wide the words about a bar may become, px: they stay inside the field. */
const WORDS_PX = 360;
/** Bars that Page Up and Page Down step over. */
const PAGE_BARS = 20;

interface Range {
  readonly anchorMs: number;
  readonly headMs: number;
}

export interface StrataFieldProps {
  /** Given to whoever measures what is in sight. */
  readonly box: Ref<HTMLDivElement>;
  readonly strata: readonly Stratum[];
  /** What is drawn. */
  readonly children: ReactNode;
  /** What can be pressed in it. */
  readonly faults: ReactNode;
}

/**
 * The drawing of the strata as something to look into: the pointer, or the arrows, say what each bar was; a click
 * or a drag keeps a stretch of time marked while it moves on, until Esc.
 */
export function StrataField({ box, strata, children, faults }: StrataFieldProps) {
  const t = useTranslate();
  const language = useLanguage();
  const [range, setRange] = useState<Range | null>(null);
  const [hoverMs, setHoverMs] = useState<number | null>(null);
  const field = useRef<HTMLDivElement>(null);
  const shown = range ?? (hoverMs === null ? null : { anchorMs: hoverMs, headMs: hoverMs });
  const bars = shown === null ? null : barsOf(strata, shown);
  const pick = bars === null ? null : pickOf(strata, bars.first, bars.last);
  const under = ({ clientX }: PointerEvent): number | null => {
    const box = field.current?.getBoundingClientRect();
    if (box === undefined || strata.length === 0) return null;
    return strata[barAt(box.right - clientX, strata.length)]?.atMs ?? null;
  };
  const onPointerDown = (event: PointerEvent) => {
    const atMs = under(event);
    if (event.button !== 0 || atMs === null) return;
    field.current?.setPointerCapture(event.pointerId);
    setRange({ anchorMs: atMs, headMs: atMs });
  };
  const onPointerMove = (event: PointerEvent) => {
    const atMs = under(event);
    setHoverMs(atMs);
    const isDragging = field.current?.hasPointerCapture(event.pointerId) === true;
    if (isDragging && atMs !== null) setRange((now) => now && { ...now, headMs: atMs });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && range !== null) {
      event.stopPropagation();
      setRange(null);
      return;
    }
    const next = steppedBar(event.key, bars?.head ?? strata.length - 1, strata.length);
    const atMs = next === null ? undefined : strata[next]?.atMs;
    if (atMs === undefined) return;
    event.preventDefault();
    setRange((now) => ({ anchorMs: event.shiftKey && now !== null ? now.anchorMs : atMs, headMs: atMs }));
  };
  const words = pick === null ? '' : pickWords(pick, t, language);
  return (
    <div ref={box} className={css.field}>
      {bars === null ? null : (
        <span
          className={css.mark}
          data-kept={range !== null}
          style={{
            right: (strata.length - 1 - bars.last) * BAR_PX,
            width: (bars.last - bars.first + 1) * BAR_PX,
          }}
        />
      )}
      {children}
      <div
        ref={field}
        role="slider"
        tabIndex={0}
        aria-label={t('strata.look')}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, strata.length - 1)}
        aria-valuenow={bars?.head ?? Math.max(0, strata.length - 1)}
        aria-valuetext={words === '' ? t('strata.now') : words}
        className={css.reach}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHoverMs(null)}
        onKeyDown={onKeyDown}
      />
      {faults}
      {bars === null || words === '' ? null : (
        <span
          className={`mono ${css.words}`}
          data-testid="strata-words"
          style={{ right: rightOf(field.current?.clientWidth ?? 0, (strata.length - bars.last) * BAR_PX) }}
        >
          {words}
        </span>
      )}
    </div>
  );
}

function barsOf(strata: readonly Stratum[], { anchorMs, headMs }: Range) {
  const [anchor, head] = [barOf(strata, anchorMs), barOf(strata, headMs)];
  if (anchor < 0 || head < 0) return null;
  return { first: Math.min(anchor, head), last: Math.max(anchor, head), head };
}

/** Beside the bar, and never beyond the field's left edge. */
function rightOf(widthPx: number, wantedPx: number): number {
  return Math.max(4, Math.min(wantedPx, widthPx - WORDS_PX));
}

function steppedBar(key: string, from: number, bars: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    PageUp: PAGE_BARS,
    PageDown: -PAGE_BARS,
    Home: -bars,
    End: bars,
  };
  const step = steps[key];
  return step === undefined || bars === 0 ? null : Math.min(bars - 1, Math.max(0, from + step));
}

/** `14:02:07 – 14:02:09 · 12 txns · 0x700001a3f – 0x700001a4a`. */
export function pickWords({ fromMs, toMs, txns, zxids }: Pick, t: Translate, language: Language): string {
  const [from, to] = [formatTime(fromMs, language), formatTime(toMs, language)];
  const time = from === to ? to : `${from} – ${to}`;
  if (txns === null) return `${time} · ${t('strata.noAnswer')}`;
  if (zxids === null) return `${time} · ${t('strata.noTxn')}`;
  const [first, last] = zxids;
  const count = t('strata.txns', { n: txns });
  return `${time} · ${count} · ${first === last ? last : `${first} – ${last}`}`;
}
