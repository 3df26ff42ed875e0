import type { FoundRecipes, RecipeKind, RecipeView, SessionList, ZnodeSessions } from '@vivarium/contract';
import { get } from '../wire/call.ts';

const at = (path: string): string => `path=${encodeURIComponent(path)}`;

export const recipesApi = {
  found: () => get<FoundRecipes>('/api/recipes/found'),
  view: (path: string, as: RecipeKind | null, signal?: AbortSignal) =>
    get<RecipeView>(`/api/recipes?${at(path)}${as === null ? '' : `&as=${as}`}`, signal),
  sessions: () => get<SessionList>('/api/sessions'),
  sessionsOf: (path: string) => get<ZnodeSessions>(`/api/sessions/of?${at(path)}`),
};
