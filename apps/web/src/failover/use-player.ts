import { useEffect, useRef, useState } from 'react';

/** Record time per wall time. */
export const SPEEDS = [1, 0.5, 0.25, 0.1, 0.05] as const;

export interface Player {
  readonly tMs: number;
  readonly isPlaying: boolean;
  readonly isAtEnd: boolean;
  readonly toggle: () => void;
  /** Stops, and stands there. */
  readonly seek: (tMs: number) => void;
}

/**
 * The playhead: it runs from where it stands to the end, or from the start once it is there. At the end it stays at the
 * end while the record grows. `startTMs` is null for the end.
 */
export function usePlayer(
  [from, to]: readonly [number, number],
  speed: number,
  startTMs: number | null,
  onRest: (tMs: number) => void,
): Player {
  const [tMs, setTMs] = useState(startTMs ?? Number.POSITIVE_INFINITY);
  const [isPlaying, setPlaying] = useState(false);
  const at = useRef(tMs);
  const rest = useRef(onRest);
  rest.current = onRest;
  const stand = (next: number) => {
    at.current = next >= to ? Number.POSITIVE_INFINITY : Math.max(from, next);
    setTMs(at.current);
  };
  useEffect(() => {
    if (!isPlaying) return;
    let before = performance.now();
    let frame = requestAnimationFrame(function tick(nowMs) {
      const next = at.current + (nowMs - before) * speed;
      before = nowMs;
      const isOver = next >= to;
      at.current = isOver ? Number.POSITIVE_INFINITY : next;
      setTMs(at.current);
      if (isOver) setPlaying(false);
      else frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, speed, to]);
  const shown = Math.min(to, tMs);
  return {
    tMs: shown,
    isPlaying,
    isAtEnd: shown >= to,
    toggle: () => {
      if (!isPlaying && at.current >= to) {
        at.current = from;
        setTMs(from);
      }
      if (isPlaying) rest.current(Math.min(to, at.current));
      setPlaying(!isPlaying);
    },
    seek: (next) => {
      setPlaying(false);
      stand(next);
    },
  };
}
