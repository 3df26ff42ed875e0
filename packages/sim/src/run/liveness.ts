import type { SessionId } from '@vivarium/jute';
import type { InvariantId } from './violation.ts';
import type { World } from './world.ts';

/** After healing everybody must be served within this. */
const SERVED_US = 60_000_000;
/** What members may take, beyond a session's timeout, to be in step and rid of what is over: an election, and some ticks. */
const SETTLED_US = 15_000_000;
const SETTLED_TICKS = 4;
const STEP_US = 500_000;

interface Missing {
  readonly invariant: InvariantId;
  readonly message: string;
}

/**
 * What must come once all is healed, each within its bound; what does not is protested.
 *
 * 1. Every client gets a write through that it asked for after the healing.
 * 2. When nobody asks for anything any more, all members serve and hold the same tree at the same zxid.
 * 3. Sessions that no client goes on with are over, and their ephemerals are gone.
 */
export function demandLiveness(world: World): void {
  const { schedule, actors, settings } = world;
  const unserved = untilServed(world);
  for (const actor of actors) actor.stop();
  if (unserved.length > 0) {
    world.protest('I31', `after ${SERVED_US / 1e6} s no write of client ${unserved.join()} was served`);
    return;
  }
  const timeoutMs = Math.max(settings.sessionTimeoutMs, 2 * settings.tickTimeMs);
  const endUs = schedule.nowUs + SETTLED_US + 1000 * (timeoutMs + SETTLED_TICKS * settings.tickTimeMs);
  let missing: readonly Missing[];
  do {
    schedule.run(schedule.nowUs + STEP_US);
    missing = unsettled(world);
  } while (missing.length > 0 && schedule.nowUs < endUs);
  for (const { invariant, message } of missing) world.protest(invariant, message);
}

/** Asks until everybody was served; answers the clients that were not. */
function untilServed({ schedule, actors, history }: World): number[] {
  const endUs = schedule.nowUs + SERVED_US;
  const waiting = new Set(actors.map(({ client }) => client.id));
  let seen = history.operations.length;
  while (waiting.size > 0 && schedule.nowUs < endUs) {
    for (const actor of actors) actor.probe();
    schedule.run(schedule.nowUs + STEP_US);
    const { operations } = history;
    for (let at = seen; at < operations.length; at++) {
      const { reply, client, call } = operations[at] as (typeof operations)[number];
      if (reply !== null && reply.err === 0 && call.type === 'setData') waiting.delete(client);
    }
    while (seen < operations.length && operations[seen]?.reply !== null) seen++;
  }
  return [...waiting];
}

function unsettled(world: World): Missing[] {
  const missing: Missing[] = [];
  const held = new Set<SessionId>();
  for (const { client } of world.actors) if (client.sessionId !== null) held.add(client.sessionId);
  const trees = new Set<string>();
  for (const { sid, member } of world.hosts) {
    const view = member?.view();
    if (member === null || view?.serving !== true) {
      missing.push({ invariant: 'I31', message: `member ${sid} does not serve` });
      continue;
    }
    trees.add(`${view.zxid}`);
    for (const [session, paths] of member.ephemerals()) {
      if (held.has(session)) continue;
      missing.push({
        invariant: 'I23',
        message: `member ${sid} keeps ${paths.join()} of a session that is over`,
      });
    }
    const known = new Set(member.sessionViews().map(({ id }) => id));
    const forgotten = [...held].filter((id) => !known.has(id)).length;
    if (forgotten > 0)
      missing.push({ invariant: 'I23', message: `member ${sid} does not know ${forgotten} sessions` });
    const over = [...known].filter((id) => !held.has(id)).length;
    if (over > 0)
      missing.push({ invariant: 'I23', message: `member ${sid} keeps ${over} sessions that are over` });
  }
  if (trees.size > 1)
    missing.push({ invariant: 'I31', message: `members are not in step: zxids ${[...trees].join()}` });
  if (missing.length > 0) return missing;
  const digests = new Set(world.hosts.map(({ member }) => member?.treeDigest()));
  if (digests.size > 1) missing.push({ invariant: 'I27', message: 'members in step hold different trees' });
  return missing;
}
