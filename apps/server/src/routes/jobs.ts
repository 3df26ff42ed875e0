import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { jobBody, jobItems, jobItemsQuery, jobList, jobQuery, jobResult } from '@vivarium/contract';
import type { Deps } from '../deps.ts';
import { refuse } from '../faults.ts';
import { EXPORT_FILE } from '../jobs/works/export-tree.ts';
import { TRANSFER_TIMEOUT_MS } from '../timeouts.ts';
import { authorOf } from './author-of.ts';

/** What znodes hold is hostile: it is a file and never a page. */
const FILE_TYPE = 'application/octet-stream';

/** /api/jobs: what runs and what ran, its results, and how it is stopped. Whoever may look may cancel what only looks. */
export const jobRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const view = { right: 'view' } as const;
    app.get('/', { config: view, schema: { response: { 200: jobList } } }, async () => ({
      jobs: deps.jobs.list(),
    }));
    app.get(
      '/one',
      { config: view, schema: { querystring: jobQuery, response: { 200: jobResult } } },
      async (request) => ({ job: deps.jobs.view(request.query.id) }),
    );
    app.get(
      '/items',
      { config: view, schema: { querystring: jobItemsQuery, response: { 200: jobItems } } },
      (request) => deps.jobs.items(request.query.id, Number(request.query.from ?? '0')),
    );
    const file = {
      config: { ...view, gives: FILE_TYPE },
      handlerTimeout: TRANSFER_TIMEOUT_MS,
      schema: { querystring: jobQuery },
    };
    app.get('/file', file, async (request, reply) => {
      const { id } = request.query;
      if (deps.jobs.view(id).fileBytes === null) throw refuse('NOT_FOUND');
      const path = join(deps.jobs.folder(id), EXPORT_FILE);
      const { size } = await stat(path);
      return reply
        .type(FILE_TYPE)
        .header('content-length', size)
        .header('content-disposition', `attachment; filename="znodes-${id}.jsonl"`)
        .header('content-security-policy', 'sandbox')
        .send(createReadStream(path, { end: Math.max(0, size - 1) }));
    });
    const edit = { right: 'edit' } as const;
    app.post(
      '/cancel',
      { config: edit, schema: { body: jobBody, response: { 200: jobResult } } },
      async (request) => ({ job: deps.jobs.cancel(request.body.id) }),
    );
    app.post(
      '/resume',
      { config: edit, schema: { body: jobBody, response: { 200: jobResult } } },
      async (request) => {
        const job = await deps.jobs.resume(request.body.id, authorOf(deps, request));
        return { job };
      },
    );
  };
