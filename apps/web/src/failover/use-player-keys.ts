import { useEffect, useRef } from 'react';

export interface PlayerActs {
  readonly play: () => void;
  readonly step: (by: 1 | -1) => void;
  readonly phase: (by: 1 | -1) => void;
}

/** Space plays, the arrows step by event, with Shift by phase; not while something else takes the keys. */
export function usePlayerKeys(acts: PlayerActs): void {
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('dialog') !== null) return;
      const isSpace = event.key === ' ' && !/^(BUTTON|SUMMARY)$/.test(target.tagName);
      const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : null;
      if (!isSpace && by === null) return;
      event.preventDefault();
      if (by === null) latest.current.play();
      else if (event.shiftKey) latest.current.phase(by);
      else latest.current.step(by);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
