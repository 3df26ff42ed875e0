import type { Fault, FollowedRecipe, RecipeKind, RecipeView } from '@vivarium/contract';
import { useEffect, useState } from 'react';
import { changes } from '../stores/changes.ts';
import type { Session } from '../stores/session.ts';
import { useTree } from '../stores/tree-context.ts';
import { faultOf } from '../wire/call.ts';
import { recipesApi } from './recipes-api.ts';

export interface Followed {
  readonly view: RecipeView | null;
  readonly fault: Fault | null;
  /** The node has gone while it was looked at; `view` is the last that was seen of it. */
  readonly isGone: boolean;
}

/** Everything that the page follows now: the server takes the whole list each time. */
const followed = new Map<symbol, FollowedRecipe>();

/** Returns what ends it. */
function follow(session: Session, recipe: FollowedRecipe): () => void {
  const own = Symbol(recipe.path);
  const tell = () => session.look({ recipes: [...followed.values()] });
  followed.set(own, recipe);
  tell();
  return () => {
    followed.delete(own);
    tell();
  };
}

const NOTHING: Followed = { view: null, fault: null, isGone: false };

/** The recipe at a path as it stands, followed as long as the caller is on the screen. */
export function useRecipe(path: string | null, as: RecipeKind | null): Followed {
  const { session } = useTree();
  const [state, setState] = useState(NOTHING);
  useEffect(() => {
    setState(NOTHING);
    if (path === null) return;
    const abort = new AbortController();
    const take = (view: RecipeView) =>
      setState((before) => {
        const isGone =
          view.facts.kind === 'none' && before.view !== null && before.view.facts.kind !== 'none';
        return isGone ? { ...before, isGone: true } : { view, fault: null, isGone: false };
      });
    const read = () => {
      recipesApi.view(path, as, abort.signal).then(take, (error: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({ ...before, fault: faultOf(error) }));
      });
    };
    const stops = [
      changes.on('recipe', ({ recipe }) => {
        if (recipe.path === path && recipe.as === as) take(recipe);
      }),
      changes.onMissed(read),
    ];
    stops.push(follow(session, { path, as }));
    read();
    return () => {
      abort.abort();
      for (const stop of stops) stop();
    };
  }, [path, as, session]);
  return state;
}
