import type { PlantNode } from '@vivarium/contract';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { visible } from '../../tree/path.ts';
import { usePen } from '../use-pen.ts';
import css from './plant.module.css';
import { type Placed, plantLayout, type Size, spotsOf } from './plant-layout.ts';
import { nextInPlant } from './plant-walk.ts';
import { useFalling } from './use-falling.ts';

const FONT = '12px "Spline Sans Mono Variable", monospace';
/** How long a change is marked, ms. */
const FRESH_MS = 900;
const STILL_FRESH_MS = 2_000;
const LEAF = 'M0 7C8 1 6 -7 0 -11C-6 -7 -8 1 0 7Z';

export interface PlantSceneProps {
  readonly label: string;
  readonly nodes: readonly PlantNode[];
  /** The server's clock. */
  readonly nowMs: number;
  readonly selected: string | null;
  readonly isMoving: boolean;
  /** What it says is old: drawn in grey. */
  readonly isFrozen: boolean;
  readonly nameOfNode: (placed: Placed) => string;
  readonly onSelect: (path: string) => void;
  readonly onOpen: (path: string) => void;
}

/** The znodes as a plant: the root on the ground, ephemeral nodes as leaves, what is not drawn as buds. */
export function PlantScene(props: PlantSceneProps) {
  const { nodes, selected, isMoving } = props;
  const [frame, size] = useFrame();
  const pen = usePen();
  const layout = useMemo(() => plantLayout(nodes, size, (text) => pen(text, FONT)), [nodes, size, pen]);
  const falling = useFalling(layout.placed, isMoving);
  const [hovered, setHovered] = useState<Placed | null>(null);
  const lit = hovered?.node.owner ?? null;
  const cursor = layout.placed.some(({ node }) => node.path === selected) ? selected : '/';
  const onKey = (event: KeyboardEvent<SVGSVGElement>) => {
    if (event.key === 'Enter' && selected !== null) props.onOpen(selected);
    const next = nextInPlant(layout.placed, cursor ?? '/', event.key);
    if (next === null) return;
    event.preventDefault();
    props.onSelect(next);
    const marks = event.currentTarget.querySelectorAll<SVGGElement>('[data-path]');
    [...marks].find((mark) => mark.dataset.path === next)?.focus();
  };
  const freshMs = isMoving ? FRESH_MS : STILL_FRESH_MS;
  return (
    <div ref={frame} className={css.frame} data-frozen={props.isFrozen}>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing with buttons in it is no fieldset. */}
      <svg
        className={css.drawing}
        width={size.width}
        height={size.height}
        role="group"
        aria-label={props.label}
        data-lit={lit !== null}
        onKeyDown={onKey}
      >
        <line x1="0" x2={size.width} y1={layout.groundY} y2={layout.groundY} className={css.ground} />
        {layout.stems.map((stem) => (
          <path
            key={stem.id}
            className={css.stem}
            style={{ d: `path("${stem.d}")` }}
            strokeWidth={Math.max(1.2, 3.2 - stem.depth * 0.6)}
            data-ephemeral={stem.isEphemeral}
            data-mine={lit !== null && stem.owner === lit}
          />
        ))}
        <g>
          {falling.map((placed) => (
            <g key={placed.node.path} style={moved(placed)}>
              <g className={css.falling}>
                <Shape placed={placed} />
              </g>
            </g>
          ))}
        </g>
        {layout.placed.map((placed) => (
          // biome-ignore lint/a11y/useSemanticElements: SVG has no button of its own.
          <g
            key={placed.node.path}
            className={css.node}
            style={moved(placed)}
            role="button"
            tabIndex={placed.node.path === cursor ? 0 : -1}
            aria-label={props.nameOfNode(placed)}
            aria-pressed={placed.node.path === selected}
            data-path={placed.node.path}
            data-mine={lit !== null && placed.node.owner === lit}
            data-fresh={isFresh(placed.node, props.nowMs, freshMs)}
            onClick={() => props.onSelect(placed.node.path)}
            onDoubleClick={() => props.onOpen(placed.node.path)}
            onPointerEnter={() => setHovered(placed)}
            onPointerLeave={() => setHovered(null)}
            onFocus={() => setHovered(placed)}
            onBlur={() => setHovered(null)}
            onKeyDown={(event) => {
              if (event.key === ' ') props.onSelect(placed.node.path);
            }}
          >
            <title>{visible(placed.node.path)}</title>
            <rect x="-12" y="-16" width="24" height="26" className={css.target} />
            <Shape placed={placed} />
            <Name placed={placed} isHovered={placed === hovered} />
            {placed.bud > 0 ? (
              <text
                x={placed.label?.side === 'left' ? -14 : placed.isLeaf ? 10 : 14}
                y="15"
                textAnchor={placed.label?.side === 'left' ? 'end' : 'start'}
                className={css.bud}
              >
                +{placed.bud.toLocaleString('en')}
              </text>
            ) : null}
          </g>
        ))}
      </svg>
    </div>
  );
}

function Shape({ placed: { node, depth } }: { readonly placed: Placed }) {
  if (node.kind === 'ephemeral') return <path d={LEAF} className={css.leaf} data-holds={node.holds} />;
  if (node.kind === 'persistent') return <circle r={depth === 0 ? 6 : 4.5} className={css.dot} />;
  // Containers and TTL nodes go by themselves one day: an open ring.
  return <circle r="4" className={css.open} />;
}

function Name({ placed, isHovered }: { readonly placed: Placed; readonly isHovered: boolean }) {
  const { x, y, isLeaf, node } = placed;
  const spot = placed.label ?? (isHovered ? spotsOf(x, y, isLeaf && node.path !== '/')[0] : undefined);
  if (spot === undefined) return null;
  const [dx, dy] = [spot.x - x, spot.y - y];
  if (spot.side === 'rising') {
    return (
      <text className={css.name} transform={`translate(${dx} ${dy}) rotate(-45)`}>
        {placed.text}
      </text>
    );
  }
  return (
    <text className={css.name} x={dx} y={dy + 4} textAnchor={spot.side === 'left' ? 'end' : 'start'}>
      {placed.text}
    </text>
  );
}

const moved = ({ x, y }: Placed) => ({ transform: `translate(${x}px, ${y}px)` });

const isFresh = (node: PlantNode, nowMs: number, freshMs: number): boolean =>
  node.changedAtMs !== null && nowMs - node.changedAtMs < freshMs;

function useFrame(): [React.RefObject<HTMLDivElement | null>, Size] {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const watcher = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return [ref, size];
}
