import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  aclTreeBody,
  copyTreeBody,
  deletePlanBody,
  deleteTreeBody,
  exportBody,
  importBody,
  importPlanBody,
  type JobKind,
  type JobResult,
  jobResult,
  searchBody,
  sizesBody,
  TYPED_NAME_ABOVE,
  UPLOAD_TYPE,
  uploadResult,
  type WriteGuard,
} from '@vivarium/contract';
import type { FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import { refuse } from '../faults.ts';
import { isWithin } from '../guard/safe-mode.ts';
import type { JobSpec } from '../jobs/job.ts';
import { TRANSFER_TIMEOUT_MS } from '../timeouts.ts';
import { nameOf } from '../znodes/znode-path.ts';
import { authorOf } from './author-of.ts';

const UPLOAD_BYTES = 268_435_456;

/** /api/bulk and /api/transfer: each starts a job. What a job will write is asked of the guard before it starts. */
export const bulkRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const start = async (
      request: FastifyRequest,
      kind: JobKind,
      path: string,
      more: Partial<Pick<JobSpec, 'target' | 'query'>> & { guard?: WriteGuard | undefined } = {},
    ): Promise<JobResult> => {
      const { target = null, query = null, guard } = more;
      const author = authorOf(deps, request, guard);
      return { job: await deps.jobs.start({ kind, path, target, query, body: request.body, author }) };
    };
    const view = { right: 'view' } as const;
    const edit = { right: 'edit' } as const;
    const response = { 200: jobResult };
    app.post('/bulk/delete-plan', { config: view, schema: { body: deletePlanBody, response } }, (request) =>
      start(request, 'deletePlan', request.body.path),
    );
    app.post(
      '/bulk/delete',
      { config: edit, schema: { body: deleteTreeBody, response } },
      async (request) => {
        const { plan, digest, typedName, ephemeralsToo, guard } = request.body;
        const planned = deps.jobs.view(plan);
        if (planned.kind !== 'deletePlan' || planned.state !== 'done') throw refuse('PLAN_NOT_READY');
        if (planned.digest !== digest) throw refuse('SUBTREE_CHANGED');
        deps.writes.safeMode.permit(planned.path, guard);
        const counted = new Map(planned.counts);
        const name = nameOf(planned.path);
        if ((planned.total ?? 0) > TYPED_NAME_ABOVE && typedName !== name)
          throw refuse('WRONG_NAME', { about: name });
        if ((counted.get('ephemeral') ?? 0) > 0 && ephemeralsToo !== true) throw refuse('EPHEMERALS_INSIDE');
        return start(request, 'delete', planned.path, { guard });
      },
    );
    app.post('/bulk/copy', { config: edit, schema: { body: copyTreeBody, response } }, async (request) => {
      const { kind, path, target, guard } = request.body;
      if (isWithin(target, path)) throw refuse('TARGET_INSIDE');
      deps.writes.safeMode.permit(target, guard);
      if (kind === 'move') deps.writes.safeMode.permit(path, guard);
      if ((await deps.reader.stat(target)) !== null) throw refuse('NODEEXISTS');
      return start(request, kind, path, { target, guard });
    });
    app.post('/bulk/acl', { config: edit, schema: { body: aclTreeBody, response } }, (request) => {
      const { path, guard } = request.body;
      deps.writes.safeMode.permit(path, guard);
      return start(request, 'acl', path, { guard });
    });
    app.post('/bulk/search', { config: view, schema: { body: searchBody, response } }, (request) =>
      start(request, 'search', request.body.under, { query: request.body.query }),
    );
    app.post('/bulk/sizes', { config: view, schema: { body: sizesBody, response } }, (request) =>
      start(request, 'sizes', request.body.under),
    );
    await app.register(transferRoutes(deps, start), { prefix: '/transfer' });
  };

type Start = (
  request: FastifyRequest,
  kind: JobKind,
  path: string,
  more?: Partial<Pick<JobSpec, 'target' | 'query'>> & { guard?: WriteGuard | undefined },
) => Promise<JobResult>;

const transferRoutes =
  (deps: Deps, start: Start): FastifyPluginAsyncTypebox =>
  async (app) => {
    const view = { right: 'view' } as const;
    const edit = { right: 'edit' } as const;
    const response = { 200: jobResult };
    app.post('/export', { config: view, schema: { body: exportBody, response } }, (request) =>
      start(request, 'export', request.body.path),
    );
    // A stream: an upload is too large to be held.
    app.addContentTypeParser(UPLOAD_TYPE, (_request, payload, done) => done(null, payload));
    app.post(
      '/upload',
      {
        config: { ...edit, takes: UPLOAD_TYPE },
        bodyLimit: UPLOAD_BYTES,
        handlerTimeout: TRANSFER_TIMEOUT_MS,
        schema: { response: { 200: uploadResult } },
      },
      (request) => deps.uploads.save(request.raw),
    );
    app.post(
      '/import-plan',
      { config: view, schema: { body: importPlanBody, response } },
      async (request) => {
        const { root } = await deps.uploads.head(request.body.upload);
        return start(request, 'importPlan', root, { target: request.body.target ?? root });
      },
    );
    app.post('/import', { config: edit, schema: { body: importBody, response } }, async (request) => {
      const planned = deps.jobs.view(request.body.plan);
      if (planned.kind !== 'importPlan' || planned.state !== 'done') throw refuse('PLAN_NOT_READY');
      const { target, path } = planned;
      deps.writes.safeMode.permit(target ?? path, request.body.guard);
      return start(request, 'import', path, { target, guard: request.body.guard });
    });
  };
