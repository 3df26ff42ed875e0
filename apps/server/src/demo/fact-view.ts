import type { DemoFact } from '@vivarium/contract';
import type { Fact } from '@vivarium/scenarios';

/** A fact as the page gets it. */
export function factView(fact: Fact): DemoFact {
  return { ...fact, zxid: fact.zxid === null ? null : `0x${fact.zxid.toString(16)}` };
}
