import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { type GlyphKind, GlyphMark } from '../../ui/glyph.tsx';
import { between, type Point, segmentsCross } from './geometry.ts';
import { ParticleLayer } from './particle-layer.tsx';
import css from './ring.module.css';
import { type Body, linkLine, type RingMember, ringLayout, type Size } from './ring-layout.ts';
import { useMeasure } from './use-measure.ts';

export interface DrawnMember extends RingMember {
  readonly glyph: GlyphKind;
}

export interface Pair {
  readonly a: number;
  readonly b: number;
}

export interface RingSceneProps {
  readonly label: string;
  readonly members: readonly DrawnMember[];
  readonly epoch: number | null;
  readonly epochWord: string;
  readonly leader: number | null;
  /** Every pair that has a link, and those that are cut. */
  readonly links: readonly Pair[];
  readonly cuts: readonly Pair[];
  readonly selected: number | null;
  readonly isElecting: boolean;
  readonly isMoving: boolean;
  readonly isCutting: boolean;
  /** Words of a button on a cut. */
  readonly healLabel: (pair: Pair) => string;
  readonly onSelect: (id: number) => void;
  readonly onHeal: (pair: Pair) => void;
  /** The links that the drawn line crosses, while it is drawn and when it ends. */
  readonly onCutLine: (crossed: readonly Pair[], isDone: boolean) => void;
}

/** The ring: bodies and links as SVG, what travels between them on a canvas above. */
export function RingScene(props: RingSceneProps) {
  const { members, links, cuts, leader } = props;
  const [frame, size] = useSize();
  const measure = useMeasure();
  const layout = useMemo(() => ringLayout(members, size, measure), [members, size, measure]);
  const bodies = useMemo(() => new Map(layout.bodies.map((body) => [body.id, body])), [layout]);
  const cut = useCutLine(props, bodies);
  const isCut = (pair: Pair) => cuts.some(({ a, b }) => a === pair.a && b === pair.b);
  const { centre, radius } = layout;
  const lamp = leader === null ? undefined : bodies.get(leader);
  const shown = links.filter(
    (pair) => props.isCutting || props.isElecting || isCut(pair) || pair.a === leader || pair.b === leader,
  );
  return (
    <div ref={frame} className={css.frame} data-cutting={props.isCutting} {...cut.handlers}>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing with buttons in it is no fieldset. */}
      <svg
        className={css.drawing}
        width={size.width}
        height={size.height}
        role="group"
        aria-label={props.label}
        data-electing={props.isElecting}
      >
        <defs>
          <radialGradient id="lamp">
            <stop offset="0" className={css.lampCore} />
            <stop offset="1" className={css.lampRim} />
          </radialGradient>
        </defs>
        {lamp ? (
          <circle
            key={lamp.id}
            cx={lamp.x}
            cy={lamp.y}
            r={layout.isSmall ? 68 : 118}
            fill="url(#lamp)"
            className={css.lamp}
          />
        ) : null}
        <circle cx={centre.x} cy={centre.y} r={radius} className={css.ring} />
        {layout.arc === null ? null : (
          <path d={layout.arc} transform={`translate(${centre.x} ${centre.y})`} className={css.arc} />
        )}
        {shown.map((pair) => (
          <LinkLine
            key={`${pair.a}-${pair.b}`}
            from={bodies.get(pair.a)}
            to={bodies.get(pair.b)}
            look={isCut(pair) ? 'cut' : lookOf(pair, members, leader)}
          />
        ))}
        {layout.isSmall ? null : (
          <>
            <circle cx={centre.x} cy={centre.y} r={37} className={css.hub} />
            <text x={centre.x} y={centre.y - 12} className={css.epochWord}>
              {props.epochWord}
            </text>
            <text x={centre.x} y={centre.y + 25} className={css.epoch}>
              {props.epoch ?? '–'}
            </text>
          </>
        )}
        {members.map((member) => {
          const body = bodies.get(member.id);
          return body ? <BodyMark key={member.id} body={body} member={member} scene={props} /> : null;
        })}
        {cut.line ? (
          <line
            x1={cut.line.from.x}
            y1={cut.line.from.y}
            x2={cut.line.to.x}
            y2={cut.line.to.y}
            className={css.knife}
          />
        ) : null}
      </svg>
      <ParticleLayer
        bodies={bodies}
        size={size}
        centre={centre}
        isMoving={props.isMoving}
        members={members}
      />
      <svg className={css.above} width={size.width} height={size.height} role="presentation">
        {links.filter(isCut).map((pair) => (
          <HealMark key={`${pair.a}-${pair.b}`} pair={pair} bodies={bodies} scene={props} />
        ))}
      </svg>
    </div>
  );
}

function lookOf(pair: Pair, members: readonly DrawnMember[], leader: number | null): string {
  if (pair.a !== leader && pair.b !== leader) return 'mesh';
  const other = members.find(({ id }) => id === (pair.a === leader ? pair.b : pair.a));
  if (other === undefined || other.glyph === 'observer') return 'observer';
  return other.glyph === 'follower' ? 'plain' : 'silent';
}

function LinkLine({ from, to, look }: { from: Body | undefined; to: Body | undefined; look: string }) {
  if (from === undefined || to === undefined) return null;
  const line = linkLine(from, to);
  return (
    <line
      x1={line.from.x}
      y1={line.from.y}
      x2={line.to.x}
      y2={line.to.y}
      className={css.link}
      data-look={look}
    />
  );
}

function BodyMark({ body, member, scene }: { body: Body; member: DrawnMember; scene: RingSceneProps }) {
  const isSelected = scene.selected === member.id;
  const glyphPx = member.leads ? 42 : member.isVoter ? 34 : 29;
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG has no button element.
    <g
      role="button"
      tabIndex={0}
      aria-label={`${member.name}, ${member.role}`}
      aria-pressed={isSelected}
      className={css.body}
      data-kind={member.glyph}
      data-member={member.id}
      onClick={() => scene.onSelect(member.id)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        scene.onSelect(member.id);
      }}
    >
      <circle cx={body.x} cy={body.y} r={body.radius} className={css.disc} />
      <GlyphMark kind={member.glyph} x={body.x} y={body.y} size={glyphPx} />
      {body.label.lines.map((line) => (
        <text
          key={line.kind}
          x={body.label.x}
          y={line.y}
          textAnchor={body.label.anchor}
          className={css[line.kind]}
          data-kind={member.glyph}
        >
          {line.text}
        </text>
      ))}
    </g>
  );
}

function HealMark(props: { pair: Pair; bodies: ReadonlyMap<number, Body>; scene: RingSceneProps }) {
  const { pair, bodies, scene } = props;
  const from = bodies.get(pair.a);
  const to = bodies.get(pair.b);
  if (from === undefined || to === undefined) return null;
  const { x, y } = between(from, to, 0.5);
  const heal = () => scene.onHeal(pair);
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG has no button element.
    <g
      role="button"
      tabIndex={0}
      aria-label={scene.healLabel(pair)}
      className={css.heal}
      onClick={heal}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') heal();
      }}
    >
      <title>{scene.healLabel(pair)}</title>
      <circle cx={x} cy={y} r={12} className={css.healDisc} />
      <path d={`M${x - 5} ${y}h10M${x} ${y - 5}v10`} className={css.healSign} />
    </g>
  );
}

/** The line of the cut tool: which links it crosses while it is drawn, and what it cuts when it ends. */
function useCutLine(props: RingSceneProps, bodies: ReadonlyMap<number, Body>) {
  const [line, setLine] = useState<{ from: Point; to: Point } | null>(null);
  const crossed = (drawn: { from: Point; to: Point }) =>
    props.links.filter((pair) => {
      const from = bodies.get(pair.a);
      const to = bodies.get(pair.b);
      return from !== undefined && to !== undefined && segmentsCross(drawn, { from, to });
    });
  const at = (event: PointerEvent<HTMLDivElement>): Point => {
    const frame = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  };
  if (!props.isCutting) return { line: null, handlers: {} };
  return {
    line,
    handlers: {
      onPointerDown(event: PointerEvent<HTMLDivElement>) {
        event.currentTarget.setPointerCapture(event.pointerId);
        setLine({ from: at(event), to: at(event) });
      },
      onPointerMove(event: PointerEvent<HTMLDivElement>) {
        if (line === null) return;
        const next = { from: line.from, to: at(event) };
        setLine(next);
        props.onCutLine(crossed(next), false);
      },
      onPointerUp() {
        if (line === null) return;
        props.onCutLine(crossed(line), true);
        setLine(null);
      },
      onPointerCancel() {
        setLine(null);
        props.onCutLine([], false);
      },
    },
  };
}

/** The size of the frame, renewed when it changes. */
function useSize() {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 640, height: 480 });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box && box.width > 0 && box.height > 0) setSize({ width: box.width, height: box.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, size] as const;
}
