import { createStore } from '../stores/store.ts';

/** The one sentence at the foot of the page; the newest replaces the one before. */
export const toast = createStore<string | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  toast.set(text);
  clearTimeout(timer);
  timer = setTimeout(() => toast.set(null), 6_000);
}
