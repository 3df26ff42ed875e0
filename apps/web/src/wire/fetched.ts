import { withWords } from '../i18n/language.ts';
import { live } from '../stores/live.ts';
import { isNewerServed } from '../stores/version.ts';

/** Between two tries, ms. */
const AGAIN_MS = 1_000;
/** With a server that answers: what it does not give then is not there. */
const TRIES = 3;

/**
 * Code of the page that is fetched when it is needed, with the words that it says. While the server cannot be reached it
 * is waited for: what is on the screen stays there. A server of another version has its own code, and this one no more.
 */
export async function fetched<T>(load: () => Promise<T>, againMs = AGAIN_MS): Promise<T> {
  for (let tries = 1; ; ) {
    try {
      return await withWords(load());
    } catch (cause) {
      const { state } = live.get().link;
      if (state !== 'lost' && state !== 'stale') tries += 1;
      // By the browser's own error the router would know it, and reload whatever was typed.
      if (tries > TRIES || (await isNewerServed()))
        throw new Error('this code of the page is served no more', { cause });
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }
}
