import type { ModeView } from '@vivarium/contract';
import css from './glyph.module.css';

export type GlyphKind = ModeView | 'syncing' | 'paused' | 'isolated' | 'unreachable' | 'down' | 'unknown';

/** The sign of a role on a 16 px grid: a shape for each, so that colour never speaks alone. */
export function Glyph({ kind, size = 16 }: { readonly kind: GlyphKind; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      className={css[kind] ?? css.unknown}
    >
      {SHAPES[kind]}
    </svg>
  );
}

/** The same sign inside another drawing: its middle at `x`, `y`, its grid blown up to `size` px. */
export function GlyphMark(props: { kind: GlyphKind; x: number; y: number; size: number }) {
  const { kind, x, y, size } = props;
  return (
    <g
      className={css[kind] ?? css.unknown}
      transform={`translate(${x - size / 2} ${y - size / 2}) scale(${size / 16})`}
    >
      {SHAPES[kind]}
    </g>
  );
}

const SHAPES: Record<GlyphKind, React.ReactNode> = {
  leader: (
    <>
      <circle cx="8" cy="8" r="4.5" className={css.fill} />
      <circle cx="8" cy="8" r="7" className={css.stroke} />
    </>
  ),
  follower: <circle cx="8" cy="8" r="5.5" className={css.fill} />,
  observer: (
    <>
      <circle cx="8" cy="8" r="5.5" className={css.stroke} />
      <circle cx="8" cy="8" r="2" className={css.fill} />
    </>
  ),
  standalone: (
    <>
      <path d="M8 1.2 13.9 4.6v6.8L8 14.8 2.1 11.4V4.6z" className={css.stroke} />
      <path d="M8 5.2 10.4 6.6v2.8L8 10.8 5.6 9.4V6.6z" className={css.fill} />
    </>
  ),
  'read-only': (
    <>
      <circle cx="8" cy="8" r="5.5" className={css.fill} />
      <path d="M4.5 8h7" className={css.bar} />
    </>
  ),
  looking: <circle cx="8" cy="8" r="5.5" strokeDasharray="3 2.4" className={css.stroke} />,
  syncing: (
    <>
      <circle cx="8" cy="8" r="3.5" className={css.fill} />
      <path d="M8 1.5a6.5 6.5 0 1 1-6.5 6.5" className={css.stroke} />
    </>
  ),
  paused: (
    <>
      <circle cx="8" cy="8" r="6" className={css.fill} />
      <path d="M6.2 5.2v5.6m3.6-5.6v5.6" className={css.bar} />
    </>
  ),
  isolated: (
    <>
      <circle cx="8" cy="8" r="3" strokeDasharray="2.2 1.6" className={css.stroke} />
      <path
        d="M3.6 2.2C1.9 3.6 1 5.7 1 8s.9 4.4 2.6 5.8M12.4 2.2C14.1 3.6 15 5.7 15 8s-.9 4.4-2.6 5.8"
        className={css.stroke}
      />
    </>
  ),
  down: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" className={css.stroke} />
      <path d="m5 5 6 6m0-6-6 6" className={css.stroke} />
    </>
  ),
  unreachable: <rect x="2.5" y="2.5" width="11" height="11" strokeDasharray="3 2.4" className={css.stroke} />,
  unknown: <rect x="2.5" y="2.5" width="11" height="11" strokeDasharray="3 2.4" className={css.stroke} />,
};
