import css from './line.module.css';

const LEAF = 'M0 7C8 1 6 -7 0 -11C-6 -7 -8 1 0 7Z';

/** An ephemeral as the plant draws it: filled while it holds, an outline when nobody can confirm that. */
export function Leaf({ x, y, look }: { readonly x: number; readonly y: number; readonly look: LeafLook }) {
  return <path d={LEAF} transform={`translate(${x} ${y + 2})`} className={css.leaf} data-look={look} />;
}

export type LeafLook = 'holds' | 'waits' | 'unconfirmed';
