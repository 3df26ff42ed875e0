import { drafts } from '../node/drafts.ts';
import { changes } from './changes.ts';
import { createStore } from './store.ts';

/** The server has another build of the page than the one that runs here. */
export const isOutdated = createStore(false);

/** A server that was started again may be another version: it sends everything anew. */
export function watchVersion(): void {
  changes.onMissed(() => void isNewerServed());
}

/** Asks the server for its document, which names the code of its own build; `isOutdated` knows from here on. */
export async function isNewerServed(): Promise<boolean> {
  const own = document.querySelector('script[type=module][src]')?.getAttribute('src');
  if (own === null || own === undefined) return false;
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    const text = await answer.text();
    if (answer.ok && text.includes('id="root"') && !text.includes(`"${own}"`)) isOutdated.set(true);
  } catch {
    // The server is away: the link says so.
  }
  return isOutdated.get();
}

/** Whether a reload now would lose what somebody has typed. Drafts of nodes are kept over it, but for very long ones. */
export function isTextAtStake(): boolean {
  if (drafts.isSomeUnkept() || document.querySelector('dialog[open]') !== null) return true;
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea');
  return [...fields].some(
    ({ readOnly, type, value }) => !readOnly && !/^(checkbox|radio)$/.test(type) && value !== '',
  );
}
