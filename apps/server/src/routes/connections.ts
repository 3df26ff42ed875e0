import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type ReachStep, reachBody, reachResult } from '@vivarium/contract';
import { fourLetterWord } from '@vivarium/observe';
import { checkedAddress } from '../auth/address-policy.ts';
import { parseTargets, type Target, targetText } from '../connect-targets.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../faults.ts';

const HOSTS_MAX = 16;
/** What fails is told after this time and not before: how long a failure took would tell what is behind it. */
const FAILURE_MS = 2_000;
const REACH = fourLetterWord({ timeoutMs: FAILURE_MS, maxBytes: 65_536 });

/** /api/connections/reach: whether ZooKeeper answers at an address, host by host and step by step. */
export const connectionRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/reach',
      { config: { right: 'connections' }, schema: { body: reachBody, response: { 200: reachResult } } },
      async (request) => {
        const targets = read(request.body.hosts);
        const hosts = await Promise.all(
          targets.map(async (target) => ({
            host: targetText(target),
            steps: await reach(target, [deps.port()]),
          })),
        );
        return { hosts };
      },
    );
  };

function read(text: string): Target[] {
  try {
    const targets = parseTargets(text);
    if (targets.length <= HOSTS_MAX) return targets;
  } catch {
    // Said below, in the page's words.
  }
  throw refuse('BAD_REQUEST');
}

async function reach({ host, port }: Target, ownPorts: readonly number[]): Promise<ReachStep[]> {
  const startMs = performance.now();
  const tookMs = (): number => Math.round(performance.now() - startMs);
  const address = await checkedAddress(host, port, ownPorts);
  if (address === null) {
    await delay(FAILURE_MS - tookMs());
    return [{ step: 'resolve', ok: false, tookMs: FAILURE_MS, text: null }];
  }
  const resolved: ReachStep = { step: 'resolve', ok: true, tookMs: tookMs(), text: address.address };
  const answer = await REACH({ host: address.address, port }, 'srvr');
  if (answer.outcome === 'text' && answer.text.startsWith('Zookeeper version:')) {
    return [resolved, { step: 'srvr', ok: true, tookMs: tookMs(), text: answer.text }];
  }
  // Closed, filtered and not ZooKeeper look the same: this is no scanner.
  await delay(Math.max(0, FAILURE_MS - tookMs()));
  return [resolved, { step: 'srvr', ok: false, tookMs: FAILURE_MS, text: null }];
}
