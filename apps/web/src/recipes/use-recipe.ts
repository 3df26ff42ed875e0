import type { Fault, RecipeKind, RecipeView } from '@vivarium/contract';
import { useEffect, useState } from 'react';
import { changes } from '../stores/changes.ts';
import { useTree } from '../stores/tree-context.ts';
import { faultOf } from '../wire/call.ts';
import { recipesApi } from './recipes-api.ts';

export interface Followed {
  readonly view: RecipeView | null;
  readonly fault: Fault | null;
  /** The node has gone while it was looked at; `view` is the last that was seen of it. */
  readonly isGone: boolean;
}

const NOTHING: Followed = { view: null, fault: null, isGone: false };

/** The recipe at a path as it stands, followed as long as the caller is on the screen. */
export function useRecipe(path: string | null, as: RecipeKind | null): Followed {
  const { session } = useTree();
  const [followed, setFollowed] = useState(NOTHING);
  useEffect(() => {
    setFollowed(NOTHING);
    if (path === null) return;
    const abort = new AbortController();
    const take = (view: RecipeView) =>
      setFollowed((before) => {
        const isGone =
          view.facts.kind === 'none' && before.view !== null && before.view.facts.kind !== 'none';
        return isGone ? { ...before, isGone: true } : { view, fault: null, isGone: false };
      });
    const read = () => {
      recipesApi.view(path, as, abort.signal).then(take, (error: unknown) => {
        if (!abort.signal.aborted) setFollowed((before) => ({ ...before, fault: faultOf(error) }));
      });
    };
    const stops = [
      changes.on('recipe', ({ recipe }) => {
        if (recipe.path === path && recipe.as === as) take(recipe);
      }),
      changes.onMissed(read),
    ];
    read();
    session.look({ recipes: [{ path, as }] });
    return () => {
      abort.abort();
      for (const stop of stops) stop();
      session.look({ recipes: [] });
    };
  }, [path, as, session]);
  return followed;
}
