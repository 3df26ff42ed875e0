import type {
  BlastRadius,
  CloseSessionBody,
  CloseSessionResult,
  FoundRecipes,
  RecipeView,
  SessionList,
  ZnodeSessions,
} from '@vivarium/contract';
import { get, post } from '../wire/call.ts';

/** The routes of sessions; every one rejects with `ApiFault`. */
export const sessionsApi = {
  list: (signal?: AbortSignal) => get<SessionList>('/api/sessions', signal),
  blast: (alias: string, signal?: AbortSignal) =>
    get<BlastRadius>(`/api/sessions/blast?alias=${encodeURIComponent(alias)}`, signal),
  of: (path: string, signal?: AbortSignal) =>
    get<ZnodeSessions>(`/api/sessions/of?path=${encodeURIComponent(path)}`, signal),
  close: (body: CloseSessionBody) => post<CloseSessionResult>('/api/sessions/close', body),
  recipes: (signal?: AbortSignal) => get<FoundRecipes>('/api/recipes/found', signal),
  recipe: (path: string, signal?: AbortSignal) =>
    get<RecipeView>(`/api/recipes?path=${encodeURIComponent(path)}`, signal),
};
