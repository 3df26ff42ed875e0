import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { foundQuery, foundRecipes, recipeQuery, recipeView } from '@vivarium/contract';
import type { Deps } from '../deps.ts';

/** /api/recipes: locks, elections, queues, groups and configurations, found by shape or treated as told. */
export const recipeRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '',
      { config: { right: 'view' }, schema: { querystring: recipeQuery, response: { 200: recipeView } } },
      (request) => deps.recipes.view(request.query.path, request.query.as ?? null),
    );
    app.get(
      '/found',
      { config: { right: 'view' }, schema: { querystring: foundQuery, response: { 200: foundRecipes } } },
      (request) => deps.recipes.found(request.query.kind ?? null),
    );
  };
