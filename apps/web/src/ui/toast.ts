import { createStore } from '../stores/store.ts';

/** What can be done about what was said, for as long as it stands. */
export interface ToastAction {
  readonly text: string;
  readonly run: () => void;
}

export interface Toast {
  readonly text: string;
  readonly action: ToastAction | null;
}

const SAID_MS = 6_000;

/** The one sentence at the foot of the page; the newest replaces the one before. */
export const toast = createStore<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** @param forMs how long it stands */
export function say(text: string, action: ToastAction | null = null, forMs = SAID_MS): void {
  toast.set({ text, action });
  clearTimeout(timer);
  timer = setTimeout(() => toast.set(null), forMs);
}
