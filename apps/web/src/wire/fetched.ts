import { withWords } from '../i18n/language.ts';
import { live } from '../stores/live.ts';

/** Between two tries, ms. */
const AGAIN_MS = 1_000;
/** With a server that answers: what it does not give then is not there, as when another version of it runs by now. */
const TRIES = 3;

/**
 * Code of the page that is fetched when it is needed, with the words that it says. While the server cannot be reached it
 * is waited for: what is on the screen stays there.
 */
export async function fetched<T>(load: () => Promise<T>, againMs = AGAIN_MS): Promise<T> {
  for (let tries = 1; ; ) {
    try {
      return await withWords(load());
    } catch (error) {
      const { state } = live.get().link;
      if (state !== 'lost' && state !== 'stale') tries += 1;
      if (tries > TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }
}
