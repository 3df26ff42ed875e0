import type { FailoverView } from '@vivarium/contract';
import { createStore } from '../stores/store.ts';

export interface OpenedRecording {
  readonly name: string;
  readonly view: FailoverView;
}

/** The record that was opened from a file; it lives as long as the page. */
export const openedRecording = createStore<OpenedRecording | null>(null);
