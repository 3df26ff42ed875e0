import type { Change } from '@vivarium/contract';

type Kind = Change['kind'];
type Of<K extends Kind> = Extract<Change, { kind: K }>;

const listeners = new Map<Kind, Set<(change: Change) => void>>();
const rereaders = new Set<() => void>();

/** What the socket brings, for whoever draws it: past React, so that twenty changes a second cost nothing elsewhere. */
export const changes = {
  tell(change: Change): void {
    for (const listener of listeners.get(change.kind) ?? []) listener(change);
  },
  /** Returns what ends the subscription. */
  on<K extends Kind>(kind: K, listener: (change: Of<K>) => void): () => void {
    const known = listeners.get(kind) ?? new Set();
    listeners.set(kind, known);
    const each = listener as (change: Change) => void;
    known.add(each);
    return () => known.delete(each);
  },
  /** Changes may have been missed: everything on the screen must be read again before it may be called live. */
  missed(): void {
    for (const reread of rereaders) reread();
  },
  onMissed(reread: () => void): () => void {
    rereaders.add(reread);
    return () => rereaders.delete(reread);
  },
};
