import { LINK_COUNTS_MS } from '@vivarium/contract';
import { timer } from 'd3';
import { useEffect, useRef, useState } from 'react';
import { useTranslate } from '../../i18n/language.ts';
import { changes } from '../../stores/changes.ts';
import { useNowMs } from '../../stores/clock.ts';
import { drawParticles, type Palette } from './draw-particles.ts';
import { between, boxAround, boxesOverlap, distance, type Point } from './geometry.ts';
import { ParticleField, type Sign } from './particle-field.ts';
import css from './ring.module.css';
import { type Body, linkLine, type RingMember, type Size } from './ring-layout.ts';

/** Where on its link a counter stands, from the sender on: the first place that covers neither the epoch nor a label. */
const COUNTER_SHARES = [0.36, 0.2, 0.64, 0.8];
const EPOCH_PX = 52;
/** Half of what a counter takes. */
const COUNTER_PX = 12;
const SIGNS: readonly Sign[] = ['proposal', 'ack', 'commit', 'inform', 'vote'];

export interface ParticleLayerProps {
  readonly bodies: ReadonlyMap<number, Body>;
  readonly size: Size;
  /** Of the ring, where the epoch stands. */
  readonly centre: Point;
  readonly isMoving: boolean;
  readonly members: readonly RingMember[];
}

/** Messages in flight; where nothing may move, counters on the links, renewed once a second. */
export function ParticleLayer({ bodies, size, centre, isMoving, members }: ParticleLayerProps) {
  const t = useTranslate();
  const [field] = useState(() => new ParticleField());
  const canvas = useRef<HTMLCanvasElement>(null);
  const swatches = useRef<HTMLDivElement>(null);
  const pointer = useRef<Point | null>(null);
  const drawn = useRef({ bodies, size });
  drawn.current = { bodies, size };
  useMessages(field, members);
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!isMoving || !element || !pen) return;
    let palette = paletteOf(swatches.current);
    let paletteAtMs = 0;
    const frame = timer(() => {
      const nowMs = performance.now();
      if (nowMs - paletteAtMs > 1_000) {
        palette = paletteOf(swatches.current);
        paletteAtMs = nowMs;
      }
      fit(element, pen, drawn.current.size);
      drawParticles(pen, field.advance(nowMs), drawn.current.bodies, palette, nowMs, pointer.current);
    });
    return () => {
      frame.stop();
      pen.clearRect(0, 0, element.width, element.height);
    };
  }, [field, isMoving]);
  useEffect(() => {
    const frame = canvas.current?.parentElement;
    const move = (event: globalThis.PointerEvent) => {
      const box = frame?.getBoundingClientRect();
      pointer.current = box ? { x: event.clientX - box.left, y: event.clientY - box.top } : null;
    };
    frame?.addEventListener('pointermove', move);
    return () => frame?.removeEventListener('pointermove', move);
  }, []);
  useNowMs();
  const oneIn = field.thinning(performance.now());
  return (
    <>
      <canvas ref={canvas} className={css.canvas} />
      <div ref={swatches} hidden>
        {SIGNS.map((sign) => (
          <i key={sign} className={css[`swatch-${sign}`]} />
        ))}
        <i className={css['swatch-pane']} />
        <i className={css['swatch-ink']} />
      </div>
      {isMoving ? null : <Counters field={field} bodies={bodies} size={size} centre={centre} />}
      {oneIn > 1 && isMoving ? (
        <p className={`label ${css.thinned}`} data-testid="thinned">
          {t('ring.thinned', { n: oneIn })}
        </p>
      ) : null}
    </>
  );
}

/** Feeds the field from the socket. A hidden page drops what it would have drawn. */
function useMessages(field: ParticleField, members: readonly RingMember[]): void {
  const names = useRef(new Map<number, string>());
  names.current = new Map(members.map((member) => [member.id, member.name]));
  useEffect(() => {
    const hidden = () => {
      if (document.visibilityState === 'hidden') field.drop();
    };
    document.addEventListener('visibilitychange', hidden);
    const stopCounts = changes.on('links', ({ links }) => {
      if (document.visibilityState === 'hidden') return;
      const nowMs = performance.now();
      for (const pair of links.pairs) {
        const { from, to } = pair;
        const told = [
          ['proposal', pair.proposals],
          ['ack', pair.acks],
          ['commit', pair.commits],
          ['inform', pair.informs],
        ] as const;
        for (const [sign, count] of told) {
          if (count > 0) field.add({ sign, from, to, count, label: null }, nowMs, LINK_COUNTS_MS);
        }
      }
    });
    const stopVotes = changes.on('failoverMarks', ({ marks }) => {
      if (document.visibilityState === 'hidden') return;
      const nowMs = performance.now();
      for (const mark of marks) {
        if (mark.kind !== 'voteSent' || mark.to === mark.member) continue;
        const { vote } = mark;
        const leader = vote === null ? '–' : (names.current.get(vote.leader) ?? String(vote.leader));
        const label = vote === null ? '(–)' : `(${leader}, ${vote.zxid}, e${vote.epoch}) #${mark.round}`;
        const flow = { sign: 'vote', from: mark.member, to: mark.to, count: 1, label } as const;
        field.add(flow, nowMs, 0);
      }
    });
    return () => {
      stopCounts();
      stopVotes();
      document.removeEventListener('visibilitychange', hidden);
      field.drop();
    };
  }, [field]);
}

function Counters({
  field,
  bodies,
  size,
  centre,
}: { field: ParticleField } & Pick<ParticleLayerProps, 'bodies' | 'size' | 'centre'>) {
  const nowMs = performance.now();
  const counts: { key: string; at: Point; text: string }[] = [];
  const isClear = (place: Point): boolean =>
    distance(place, centre) > EPOCH_PX &&
    ![...bodies.values()].some(({ label }) => boxesOverlap(label.box, boxAround(place, COUNTER_PX)));
  for (const from of bodies.values()) {
    for (const to of bodies.values()) {
      const tally = field.tally(from.id, to.id, nowMs);
      const sum = SIGNS.reduce((total, sign) => total + (tally[sign] ?? 0), 0);
      if (sum === 0) continue;
      const line = linkLine(from, to, 12);
      const places = COUNTER_SHARES.map((share) => between(line.from, line.to, share));
      const at = places.find(isClear);
      // Who is named there is worth more than how much is said.
      if (at !== undefined) counts.push({ key: `${from.id}-${to.id}`, at, text: `${sum}/s` });
    }
  }
  return (
    <svg className={css.above} width={size.width} height={size.height} aria-hidden="true">
      {counts.map(({ key, at, text }) => (
        <text key={key} x={at.x} y={at.y + 4} className={css.counter}>
          {text}
        </text>
      ))}
    </svg>
  );
}

/** Colours as resolved for the theme in force: custom properties alone would keep both themes. */
function paletteOf(swatches: HTMLDivElement | null): Palette {
  const colour = (index: number) => {
    const swatch = swatches?.children[index];
    return swatch ? getComputedStyle(swatch).color : 'currentcolor';
  };
  return {
    proposal: colour(0),
    ack: colour(1),
    commit: colour(2),
    inform: colour(3),
    vote: colour(4),
    pane: colour(5),
    ink: colour(6),
  };
}

function fit(canvas: HTMLCanvasElement, pen: CanvasRenderingContext2D, { width, height }: Size): void {
  const scale = devicePixelRatio || 1;
  const wide = Math.round(width * scale);
  const high = Math.round(height * scale);
  if (canvas.width === wide && canvas.height === high) return;
  canvas.width = wide;
  canvas.height = high;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
}
