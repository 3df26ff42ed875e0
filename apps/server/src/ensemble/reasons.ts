import type { ReasonView } from '@vivarium/contract';
import { type EnsembleView, faultKey } from '@vivarium/timeline';

/**
 * What is wrong with the set-up: each fault once, with all the members that see it. What members say of themselves comes
 * before what was concluded from their configurations.
 */
export function reasonsOf({ members }: EnsembleView, derived: readonly ReasonView[]): ReasonView[] {
  const reasons = new Map<string, ReasonView>();
  for (const { id, faults, thread } of members) {
    const means = thread === null ? 'srvr' : 'member-feed';
    for (const fault of faults) {
      const known = reasons.get(faultKey(fault));
      if (known === undefined) reasons.set(faultKey(fault), { ...fault, seenBy: [id], means });
      else known.seenBy.push(id);
    }
  }
  for (const each of derived) if (!reasons.has(faultKey(each))) reasons.set(faultKey(each), each);
  return [...reasons.values()];
}
