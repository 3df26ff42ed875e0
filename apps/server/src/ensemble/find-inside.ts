import type { ZooKeeper } from '@vivarium/client';
import { askFourLetterWord, type Discovery, discoverEnsemble, type PolledMember } from '@vivarium/observe';
import type { EventBody } from '@vivarium/timeline';
import type { Inside } from './inside.ts';

const RETRY_MS = 1_000;
const RETRY_MAX_MS = 10_000;
const TRIES_FOR_NAMES = 5;
const CONFIG_DEADLINE_MS = 2_000;
const CONFIG_PATH = '/zookeeper/config';

export interface Search {
  readonly members: readonly PolledMember[];
  /** The members turn out to be others, or to have other ids. */
  readonly relist: (members: readonly PolledMember[]) => void;
  readonly inside: Inside;
  /** The connected client of now; throws without one. */
  readonly client: () => ZooKeeper;
  /** Says about the ensemble. */
  readonly tell: (body: EventBody) => void;
  /** Which means wait for what is found. */
  readonly wanted: { readonly probe: boolean; readonly tap: boolean };
}

/**
 * Finds out who forms an ensemble that runs already, gives the members their server ids, and begins to look inside.
 *
 * @returns what ends the search
 */
export function findInside(search: Search): () => void {
  const abort = new AbortController();
  void seek(search, abort.signal);
  return () => abort.abort();
}

async function seek(search: Search, signal: AbortSignal): Promise<void> {
  const { members, relist, inside, wanted, tell } = search;
  let told = '';
  for (let tries = 1; !signal.aborted; tries += 1) {
    const found = await discover(search);
    if (signal.aborted) return;
    const isNamed = found.cause === null;
    if (found.cause !== null && found.cause !== told) {
      told = found.cause;
      const state = { name: 'failed', cause: told } as const;
      if (wanted.probe) tell({ type: 'meansChanged', means: 'election-probe', state });
      if (wanted.tap && found.members.size === 0)
        tell({ type: 'meansChanged', means: 'observer-tap', state });
    }
    // Who is down now may be told apart later; a tap can begin without names.
    if (found.members.size > 0 && (isNamed || tries >= TRIES_FOR_NAMES)) {
      if (isNamed) relist(named(members, found));
      await inside.start(found, isNamed);
      return;
    }
    await pause(Math.min(tries * RETRY_MS, RETRY_MAX_MS), signal);
  }
}

function discover({ members, client }: Search): Promise<Discovery> {
  return discoverEnsemble({
    targets: members,
    ask: askFourLetterWord,
    async config() {
      try {
        const { data } = await client().getData(CONFIG_PATH, { deadlineMs: CONFIG_DEADLINE_MS });
        return Buffer.from(data ?? []).toString('utf8');
      } catch {
        // Without a connection, or where it is forbidden, the question stays open.
        return null;
      }
    },
  });
}

/** The servers that we were told of under their server ids, and those whose client port their server line tells. */
function named(members: readonly PolledMember[], { members: known, sids }: Discovery): PolledMember[] {
  const polled: PolledMember[] = [];
  for (const [sid, { host, role, client }] of known) {
    const at = sids.indexOf(sid);
    const told = at < 0 ? undefined : members[at];
    const part = role === 'observer' ? 'observer' : 'voter';
    if (told !== undefined) polled.push({ ...told, id: sid, role: part });
    else if (client !== null)
      polled.push({ id: sid, name: `${host}:${client.port}`, host, port: client.port, role: part });
  }
  return polled;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
