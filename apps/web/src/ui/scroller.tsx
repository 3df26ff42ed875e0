import { type HTMLAttributes, type ReactNode, useRef } from 'react';
import { useScrollEdges } from './scroll-edges.ts';
import css from './scroller.module.css';

export interface ScrollerProps extends HTMLAttributes<HTMLElement> {
  /** What it holds, for those who hear the page. */
  readonly 'aria-label': string;
  readonly children: ReactNode;
}

/** Wide things scroll in it, by touch and by keyboard, and fade at the side where there is more. */
export function Scroller({ className, children, ...rest }: ScrollerProps) {
  const box = useRef<HTMLElement>(null);
  useScrollEdges(box);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section ref={box} tabIndex={0} className={`${css.scroller} ${className ?? ''}`} {...rest}>
      {children}
    </section>
  );
}
