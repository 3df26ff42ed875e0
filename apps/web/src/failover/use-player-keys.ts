import { useEffect, useRef } from 'react';
import { isTyping } from '../ui/is-typing.ts';

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
      if (isTyping(event.target)) return;
      const { tagName } = event.target as HTMLElement;
      const isSpace = event.key === ' ' && !/^(BUTTON|SUMMARY)$/.test(tagName);
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
