import type { ReasonView } from '@vivarium/contract';
import { type EnsembleView, faultKey } from '@vivarium/timeline';

/** What is wrong with the set-up: each fault once, with all the members that see it. */
export function reasonsOf({ members }: EnsembleView): ReasonView[] {
  const reasons = new Map<string, ReasonView>();
  for (const { id, faults } of members) {
    for (const fault of faults) {
      const known = reasons.get(faultKey(fault));
      if (known === undefined) reasons.set(faultKey(fault), { ...fault, seenBy: [id] });
      else known.seenBy.push(id);
    }
  }
  return [...reasons.values()];
}
