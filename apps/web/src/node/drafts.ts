import type { Draft } from './draft.ts';

/** Text of one draft that is kept over a reload; more is kept while the page lives. */
const KEPT_CHARS_MAX = 1_048_576;
const PREFIX = 'vivarium.draft ';

/** Drafts outlive the pane and the page: one per path, kept in this tab until they are sent or given up. */
class Drafts {
  readonly #drafts = new Map<string, Draft>();
  readonly #unkept = new Set<string>();

  get(path: string): Draft | undefined {
    return this.#drafts.get(path) ?? this.#read(path);
  }

  set(path: string, draft: Draft): void {
    this.#drafts.set(path, draft);
    this.#unkept.add(path);
    if (draft.text.length + draft.baseText.length > KEPT_CHARS_MAX) return;
    try {
      sessionStorage.setItem(PREFIX + path, JSON.stringify(draft));
      this.#unkept.delete(path);
    } catch {
      // Storage may be full or forbidden; the draft then lasts as long as the page.
    }
  }

  delete(path: string): void {
    this.#drafts.delete(path);
    this.#unkept.delete(path);
    try {
      sessionStorage.removeItem(PREFIX + path);
    } catch {
      // Nothing was kept where nothing may be.
    }
  }

  /** Whether one of them would not outlive a reload. */
  isSomeUnkept(): boolean {
    return this.#unkept.size > 0;
  }

  #read(path: string): Draft | undefined {
    try {
      const kept = sessionStorage.getItem(PREFIX + path);
      // Written by this very class, in this very tab.
      return kept === null ? undefined : (JSON.parse(kept) as Draft);
    } catch {
      return undefined;
    }
  }
}

export const drafts = new Drafts();
