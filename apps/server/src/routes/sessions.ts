import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  blastRadius,
  closeSessionBody,
  closeSessionResult,
  nodeQuery,
  sessionList,
  sessionQuery,
  watchList,
  watchQuery,
  wordQuery,
  wordView,
  znodeSessions,
} from '@vivarium/contract';
import type { FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import { refuse } from '../faults.ts';
import { whitelistLine } from '../sessions/ask-members.ts';
import { wordPairs } from '../sessions/word-pairs.ts';
import { authorOf } from './author-of.ts';

/** /api/sessions, /api/watches, /api/words: what the members tell of their clients and of themselves. */
export const sessionRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const view = { right: 'view' } as const;
    const mayEdit = (request: FastifyRequest): boolean => deps.secrets.may(request.sessionSecret, 'edit');
    app.get('/sessions', { config: view, schema: { response: { 200: sessionList } } }, (request) =>
      deps.sessions.list(mayEdit(request)),
    );
    app.get(
      '/sessions/blast',
      { config: view, schema: { querystring: sessionQuery, response: { 200: blastRadius } } },
      (request) => deps.sessions.blast(request.query.alias, mayEdit(request)),
    );
    app.get(
      '/sessions/of',
      { config: view, schema: { querystring: nodeQuery, response: { 200: znodeSessions } } },
      (request) => deps.sessions.ofZnode(request.query.path),
    );
    app.post(
      '/sessions/close',
      {
        config: { right: 'operate' },
        schema: { body: closeSessionBody, response: { 200: closeSessionResult } },
      },
      (request) => {
        const { alias, guard } = request.body;
        return deps.sessions.close(alias, authorOf(deps, request, guard));
      },
    );
    app.get(
      '/watches',
      { config: view, schema: { querystring: watchQuery, response: { 200: watchList } } },
      (request) => deps.sessions.watches(request.query),
    );
    app.get(
      '/words',
      { config: view, schema: { querystring: wordQuery, response: { 200: wordView } } },
      async (request) => {
        const { word } = request.query;
        const member = Number(request.query.member);
        const answer = await deps.words.ask(member, word);
        if (answer === null) throw refuse('NO_SUCH_MEMBER');
        const raw = answer.outcome === 'text' ? answer.text : null;
        return {
          member,
          word,
          readAtMs: deps.wallMs(),
          // What tells session ids is shown whole only to who may edit.
          raw: raw === null || mayEdit(request) ? raw : withoutIds(raw, deps),
          pairs: raw === null ? [] : wordPairs(word, raw),
          cause: answer.outcome === 'text' ? null : answer.cause,
          line: whitelistLine(answer, word),
        };
      },
    );
  };

function withoutIds(text: string, deps: Deps): string {
  return text.replace(/0x[0-9a-f]{9,16}\b/g, (id) => deps.aliases.of(BigInt(id)));
}
