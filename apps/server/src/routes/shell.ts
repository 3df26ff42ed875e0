import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  shellBody,
  shellCompleteBody,
  shellCompletions,
  shellEvents,
  shellEventsBody,
  shellResult,
} from '@vivarium/contract';
import type { Deps } from '../deps.ts';
import { PATIENT_TIMEOUT_MS, SHELL_TIMEOUT_MS } from '../timeouts.ts';
import { authorOf } from './author-of.ts';

/** A megabyte of data in a line, and some room. */
const BODY_BYTES = 2 * 1_048_576;

/**
 * /api/shell: zkCli.sh's language. The route needs the right to view; each command names its own right, and those
 * that need more pass the seam of every write.
 */
export const shellRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const config = { right: 'view' } as const;
    app.post(
      '/',
      {
        config,
        bodyLimit: BODY_BYTES,
        handlerTimeout: SHELL_TIMEOUT_MS,
        schema: { body: shellBody, response: { 200: shellResult } },
      },
      (request) => deps.shells.run(request.body, authorOf(deps, request, request.body.guard)),
    );
    app.post(
      '/complete',
      { config, schema: { body: shellCompleteBody, response: { 200: shellCompletions } } },
      (request) => deps.shells.complete(request.body.session, request.body.text, authorOf(deps, request)),
    );
    app.post(
      '/events',
      {
        config,
        handlerTimeout: PATIENT_TIMEOUT_MS,
        schema: { body: shellEventsBody, response: { 200: shellEvents } },
      },
      async (request) => ({
        lines: await deps.shells.events(request.body.session, authorOf(deps, request)),
      }),
    );
  };
