import { broker } from '../actors/broker.ts';
import { candidate } from '../actors/candidate.ts';
import { publisher, subscriber } from '../actors/configuration.ts';
import { groupMember } from '../actors/group-member.ts';
import { lockWorker } from '../actors/lock-worker.ts';
import type { Actor } from '../actors/part.ts';
import { consumer, producer } from '../actors/queue-worker.ts';

/** Everything that the demo writes lies below this node, so that nobody's data are touched. */
export const DEMO_ROOT = '/demo';

export type DemoActorName = 'locks' | 'masters' | 'queue' | 'group' | 'configuration' | 'registry';

/** A client of a demo actor, and how long it lives. */
export interface Role {
  readonly id: string;
  readonly actor: Actor;
  /** How long a session lasts, on average, before it ends as `end` says; for ever when missing. */
  readonly livesMs?: number;
  /** How long it is away afterwards, on average. */
  readonly awayMs?: number;
  /** `die`: without a word. `leave`: properly. `either`: by chance. */
  readonly end?: 'die' | 'leave' | 'either';
}

export interface DemoActor {
  readonly name: DemoActorName;
  /** All its data lie at and below these nodes. */
  readonly roots: readonly string[];
  /** It plays a product's znodes without the product. */
  readonly isSimulated: boolean;
  readonly roles: readonly Role[];
}

const MINUTE_MS = 60_000;
const FOR_EVER = Number.POSITIVE_INFINITY;

function locks(): DemoActor {
  const path = `${DEMO_ROOT}/locks/orders`;
  const work = lockWorker({ path, holdMs: 4_000, restMs: 5_000, rounds: FOR_EVER });
  const roles = ['worker-1', 'worker-2', 'worker-3'].map((id) => ({ id, actor: work }));
  return { name: 'locks', roots: [`${DEMO_ROOT}/locks`], isSimulated: false, roles };
}

/** Two of them, each of which dies every other minute: one crash a minute. */
function masters(): DemoActor {
  const path = `${DEMO_ROOT}/masters`;
  const life = { livesMs: 2 * MINUTE_MS, awayMs: 10_000, end: 'die' } as const;
  const roles = ['A', 'B'].map((id) => ({ id, actor: candidate(path), ...life }));
  return { name: 'masters', roots: [path], isSimulated: false, roles };
}

function queue(): DemoActor {
  const path = `${DEMO_ROOT}/queue/mails`;
  const text = (count: number): string => `mail ${count}`;
  const put = producer({ path, everyMs: 900, items: FOR_EVER, waitingMax: 60, text });
  const life = { livesMs: 3 * MINUTE_MS, awayMs: 8_000, end: 'die' } as const;
  const roles: Role[] = [
    { id: 'producer', actor: put },
    { id: 'consumer-1', actor: consumer(path, 1_500), ...life },
    { id: 'consumer-2', actor: consumer(path, 1_500), ...life },
  ];
  return { name: 'queue', roots: [`${DEMO_ROOT}/queue`], isSimulated: false, roles };
}

function group(): DemoActor {
  const path = `${DEMO_ROOT}/group/search`;
  const life = { livesMs: 75_000, awayMs: 20_000, end: 'either' } as const;
  const roles = ['search-1', 'search-2', 'search-3', 'search-4'].map((id) => ({
    id,
    actor: groupMember(path),
    ...life,
  }));
  return { name: 'group', roots: [`${DEMO_ROOT}/group`], isSimulated: false, roles };
}

function configuration(): DemoActor {
  const path = `${DEMO_ROOT}/config/app.json`;
  const text = (count: number): string => {
    const settings = { workers: 2 + (count % 5), timeoutMs: 1_000 + (count % 4) * 250, release: count };
    return `${JSON.stringify(settings, null, 2)}\n`;
  };
  const publish = publisher({ path, everyMs: 20_000, versions: FOR_EVER, text });
  const roles: Role[] = [
    { id: 'publisher', actor: publish },
    ...['reader-1', 'reader-2'].map((id) => ({ id, actor: subscriber(path) })),
  ];
  return { name: 'configuration', roots: [`${DEMO_ROOT}/config`], isSimulated: false, roles };
}

function registry(): DemoActor {
  const root = `${DEMO_ROOT}/kafka`;
  const life = { livesMs: 4 * MINUTE_MS, awayMs: 25_000, end: 'either' } as const;
  const roles = [1, 2, 3].map((id) => ({ id: `broker-${id}`, actor: broker(root, id), ...life }));
  return { name: 'registry', roots: [root], isSimulated: true, roles };
}

/** What is played on an ensemble of ours until somebody says otherwise. */
export function demoProgram(): readonly DemoActor[] {
  return [locks(), masters(), queue(), group(), configuration(), registry()];
}
