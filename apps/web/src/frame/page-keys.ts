import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isMotionPaused, pauseMotion } from '../stores/motion.ts';
import { isTyping } from '../ui/is-typing.ts';
import { PAGES, paramsOf } from './pages.ts';

/** How long G waits for the letter that names a page, ms. */
const WAIT_MS = 1_500;
/** An Enter or a letter right after a composition still belongs to it (WebKit's order of events). */
const AFTER_COMPOSITION_MS = 100;

/** G and then a letter goes to a page, a full stop pauses motion; not while typing, and not inside the tree, where letters look for names. */
export function usePageKeys(): void {
  const navigate = useNavigate();
  useEffect(() => {
    let armedAtMs = Number.NEGATIVE_INFINITY;
    let composedAtMs = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      const isSearch = (event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'f';
      if (isSearch && !event.isComposing) {
        event.preventDefault();
        void navigate({ to: '/c/$conn/search', params: { conn: 'local' } });
        return;
      }
      const isOurs = !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isOurs || isTyping(event.target) || event.timeStamp - composedAtMs < AFTER_COMPOSITION_MS) return;
      const key = event.key.toLowerCase();
      if (key === '.') pauseMotion(!isMotionPaused());
      const isArmed = event.timeStamp - armedAtMs < WAIT_MS;
      armedAtMs = key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const page = PAGES.find(({ letter }) => letter?.toLowerCase() === key);
      if (!isArmed || page === undefined) return;
      event.preventDefault();
      void navigate({ to: page.to, params: paramsOf(page) });
    };
    const onComposed = (event: CompositionEvent) => {
      composedAtMs = event.timeStamp;
    };
    addEventListener('keydown', onKey);
    addEventListener('compositionend', onComposed);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('compositionend', onComposed);
    };
  }, [navigate]);
}
