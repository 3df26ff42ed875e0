import type { Change } from '@vivarium/contract';

export type Travel = Extract<Change, { kind: 'links' | 'failoverMarks' }>;

const listeners = new Set<(travel: Travel) => void>();

/** What travels between members, up to twenty times a second: past React, to whoever draws it. */
export const travels = {
  tell(travel: Travel): void {
    for (const listener of listeners) listener(travel);
  },
  subscribe(listener: (travel: Travel) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
