import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  type GuardBody,
  guardBody,
  guardView,
  undoBody,
  undoQuery,
  undoResult,
  undoView,
} from '@vivarium/contract';
import type { Deps } from '../deps.ts';
import { FaultError, refuse } from '../faults.ts';
import type { Author } from '../guard/author.ts';
import { authorOf } from './author-of.ts';

const STEPS_SHOWN = 100;

/** /api/guard and /api/undo: how freely the connection takes writes, and how they are taken back. */
export const guardRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { safeMode } = deps.writes;
    app.get(
      '/guard',
      { config: { right: 'view' }, schema: { response: { 200: guardView } } },
      async () => safeMode.view,
    );
    app.post(
      '/guard',
      { config: { right: 'edit' }, schema: { body: guardBody, response: { 200: guardView } } },
      async (request) => {
        await change(deps, request.body, authorOf(deps, request));
        return safeMode.view;
      },
    );
    app.get(
      '/undo',
      { config: { right: 'view' }, schema: { querystring: undoQuery, response: { 200: undoView } } },
      async (request) => {
        const { id } = request.query;
        const steps = await deps.undo.read(id);
        const shown = steps.slice(0, STEPS_SHOWN).map((step) => ({
          op: step.op,
          path: step.path,
          expectsVersion: 'version' in step ? step.version : null,
        }));
        return { id, writes: steps.length, steps: shown };
      },
    );
    app.post(
      '/undo',
      { config: { right: 'edit' }, schema: { body: undoBody, response: { 200: undoResult } } },
      async (request) => {
        const { id, guard } = request.body;
        const author = { ...authorOf(deps, request, guard), undoes: id };
        const [step, ...others] = await deps.undo.read(id);
        if (step === undefined) throw refuse('NOT_UNDOABLE');
        safeMode.permit(step.path, guard);
        if (others.length === 0) {
          const undo =
            step.op === 'setQuota'
              ? await deps.quotas.undo(step, author)
              : await deps.writer.undo(step, author);
          await deps.undo.forget(id);
          return { job: null, ...(undo === undefined ? {} : { undo }) };
        }
        const { path } = step;
        const job = await deps.jobs.start({
          kind: 'undo',
          path,
          target: null,
          query: id,
          body: request.body,
          author,
        });
        return { job: job.id };
      },
    );
  };

/** Recorded before it is done, as every change is. */
async function change(deps: Deps, body: GuardBody, { who, from }: Author): Promise<void> {
  const { safeMode } = deps.writes;
  const about = body.action === 'mode' ? body.mode : body.action === 'protect' ? body.prefixes.join(' ') : '';
  const entry = { who, from, connection: deps.connection, op: body.action, about };
  const seq = await deps.audit.beginGuard(entry).catch(() => {
    throw refuse('AUDIT_FAILED');
  });
  try {
    if (body.action === 'mode') await safeMode.choose(body.mode);
    else if (body.action === 'unlock') await safeMode.unlock(body.name);
    else if (body.action === 'lock') await safeMode.lock();
    else await safeMode.protect(body.prefixes);
    await deps.audit.end([[seq, 'ok']]).catch(() => undefined);
  } catch (error) {
    await deps.audit
      .end([[seq, error instanceof FaultError ? error.fault.code : 'failed']])
      .catch(() => undefined);
    throw error;
  }
}
