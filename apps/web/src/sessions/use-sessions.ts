import { useQueries, useQuery } from '@tanstack/react-query';
import type { FoundRecipes, RecipeView, SessionList } from '@vivarium/contract';
import { parentOf } from '../tree/path.ts';
import { sessionsApi } from './sessions-api.ts';

/** How often the members are asked again while the page is in sight, ms: `cons` and `dump` are lists. */
const REREAD_MS = 5_000;
/** Recipes that are asked for one session. */
const RECIPES_MAX = 8;

export const SESSIONS_KEY = ['sessions'];

/** The last list that members told; without a leader they tell none, and what was known stays on the screen. */
let lastTold: SessionList | null = null;

async function readSessions(signal: AbortSignal): Promise<SessionList> {
  const list = await sessionsApi.list(signal);
  if (isTold(list)) lastTold = list;
  return list;
}

/** Whether any member told of its clients: our own sessions are listed where none does. */
function isTold({ sessions }: SessionList): boolean {
  return sessions.some(({ member }) => member !== null);
}

/** What to show of a list: itself, or what was told before it where nobody tells any more. */
export function shownOf(list: SessionList): { readonly list: SessionList; readonly isOld: boolean } {
  return isTold(list) || lastTold === null ? { list, isOld: false } : { list: lastTold, isOld: true };
}

export function useSessions() {
  return useQuery({
    queryKey: SESSIONS_KEY,
    queryFn: ({ signal }) => readSessions(signal),
    refetchInterval: REREAD_MS,
    staleTime: REREAD_MS,
  });
}

/** What dies with a session; asked once, because it costs `wchc`, and again only on request. */
export function useBlast(alias: string | null) {
  return useQuery({
    queryKey: ['blast', alias],
    queryFn: ({ signal }) => sessionsApi.blast(alias ?? '', signal),
    enabled: alias !== null,
    staleTime: 0,
    gcTime: 0,
  });
}

/** The recipes that its ephemerals stand in, as far as they were found by their shape. */
export function useHeldRecipes(paths: readonly string[]): readonly RecipeView[] {
  const parents = [...new Set(paths.map((path) => parentOf(path)))];
  const found = useQuery<FoundRecipes>({
    queryKey: ['recipes-found'],
    queryFn: ({ signal }) => sessionsApi.recipes(signal),
    enabled: parents.length > 0,
    staleTime: 30_000,
  });
  const known = new Set(found.data?.recipes.map(({ path }) => path));
  return useQueries({
    queries: parents
      .filter((path) => known.has(path))
      .slice(0, RECIPES_MAX)
      .map((path) => ({
        queryKey: ['recipe-held', path],
        queryFn: ({ signal }: { signal: AbortSignal }) => sessionsApi.recipe(path, signal),
        staleTime: REREAD_MS,
      })),
    combine: (results) => results.flatMap(({ data }) => (data === undefined ? [] : [data])),
  });
}
