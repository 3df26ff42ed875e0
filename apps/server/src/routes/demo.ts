import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  demoPauseBody,
  demoRemoveBody,
  demoSwitchBody,
  demoView,
  lastScenario,
  scenarioBody,
  scenarioView,
} from '@vivarium/contract';
import type { Deps } from '../deps.ts';
import { authorOf } from './author-of.ts';

/** /api/demo: the actors that play on an ensemble of ours, and the scenarios that can be played there. */
export const demoRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const operate = { right: 'operate' } as const;
    const view = { right: 'view' } as const;
    app.get('', { config: view, schema: { response: { 200: demoView } } }, async () => deps.demo.view());
    app.post(
      '/switch',
      { config: operate, schema: { body: demoSwitchBody, response: { 200: demoView } } },
      (request) => deps.demo.switch(request.body, authorOf(deps, request)),
    );
    app.post(
      '/pause',
      { config: operate, schema: { body: demoPauseBody, response: { 200: demoView } } },
      (request) => deps.demo.pause(request.body, authorOf(deps, request)),
    );
    app.post(
      '/remove',
      { config: operate, schema: { body: demoRemoveBody, response: { 200: demoView } } },
      (request) => deps.demo.remove(request.body, authorOf(deps, request)),
    );
    app.get('/scenario', { config: view, schema: { response: { 200: lastScenario } } }, async () => ({
      run: deps.demo.scenario(),
    }));
    app.post(
      '/scenario',
      { config: operate, schema: { body: scenarioBody, response: { 200: scenarioView } } },
      (request) => deps.demo.perform(request.body.scenario, authorOf(deps, request)),
    );
  };
