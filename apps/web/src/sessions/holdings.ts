import type { RecipeView } from '@vivarium/contract';

/** A part that a session has in a recipe, and who takes its place: a sentence's facts. */
export interface Holding {
  readonly path: string;
  readonly part: 'holds.lock' | 'waits.lock' | 'holds.election' | 'waits.election' | 'holds.group';
  /** Who is next when it goes; null where nobody is or where it holds nothing. */
  readonly next: string | null;
}

/** What a session has in the recipes that are given. */
export function holdingsOf(alias: string, recipes: readonly RecipeView[]): Holding[] {
  return recipes.flatMap(({ path, facts }): Holding[] => {
    const isIts = ({ session }: { readonly session: string | null }) => session === alias;
    if (facts.kind === 'lock') {
      // Beside other readers nobody gets it when one of them goes.
      const next = facts.holders.length === 1 ? (facts.next[0] ?? null) : null;
      if (facts.holders.some(isIts)) return [{ path, part: 'holds.lock', next }];
      return facts.waiters.some(isIts) ? [{ path, part: 'waits.lock', next: null }] : [];
    }
    if (facts.kind === 'election') {
      if (facts.leader !== null && isIts(facts.leader)) {
        return [{ path, part: 'holds.election', next: facts.candidates[0]?.name ?? null }];
      }
      return facts.candidates.some(isIts) ? [{ path, part: 'waits.election', next: null }] : [];
    }
    if (facts.kind !== 'group') return [];
    return facts.members.some(isIts) ? [{ path, part: 'holds.group', next: null }] : [];
  });
}
