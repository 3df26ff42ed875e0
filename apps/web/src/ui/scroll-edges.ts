import { type RefObject, useEffect } from 'react';

/** Less than this is rounding, not something to scroll to, px. */
const SLACK_PX = 2;

/**
 * Keeps `data-more` of what scrolls sideways at the sides where something is out of sight (`start`, `end`, both, or
 * absent), so that its style can say so.
 */
export function useScrollEdges(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const look = () => {
      const rest = box.scrollWidth - box.clientWidth - box.scrollLeft;
      const more = [box.scrollLeft > SLACK_PX ? 'start' : '', rest > SLACK_PX ? 'end' : ''].filter(Boolean);
      if (more.length > 0) box.dataset.more = more.join(' ');
      else delete box.dataset.more;
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(box);
    // What is inside may grow while the box stays.
    for (const child of box.children) sizes.observe(child);
    box.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, [ref]);
}
