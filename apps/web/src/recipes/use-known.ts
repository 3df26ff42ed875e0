import type { FoundRecipe, RecipeKind } from '@vivarium/contract';
import { useEffect } from 'react';
import { useStore } from '../stores/store.ts';
import { found, lookForRecipes } from './found-store.ts';

/** How often it is looked for while there is none, ms. */
const LOOK_MS = 5_000;
const SURENESS = { certain: 0, told: 0, likely: 1, possible: 2 } as const;

/** The surest recipes first, then by path. */
export function inOrder(recipes: readonly FoundRecipe[], kind: RecipeKind): FoundRecipe[] {
  return recipes
    .filter((recipe) => recipe.kind === kind)
    .sort((a, b) => SURENESS[a.confidence] - SURENESS[b.confidence] || (a.path < b.path ? -1 : 1));
}

/** The surest of a kind below a node, looked for until there is one; null while it is not known, and while not wanted. */
export function useKnown(kind: RecipeKind, below: string, isWanted: boolean): string | null {
  const path = useStore(found, ({ list }) => {
    const ours = (list?.recipes ?? []).filter((recipe) => recipe.path.startsWith(`${below}/`));
    return inOrder(ours, kind)[0]?.path ?? null;
  });
  const isMissing = isWanted && path === null;
  useEffect(() => {
    if (!isMissing) return;
    void lookForRecipes();
    const timer = setInterval(() => void lookForRecipes(), LOOK_MS);
    return () => clearInterval(timer);
  }, [isMissing]);
  return isWanted ? path : null;
}
