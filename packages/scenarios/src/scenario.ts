import type { ZooKeeper } from '@vivarium/client';
import type { FactLog } from './fact.ts';
import { Play, type PlayOptions } from './play.ts';
import { competingLock } from './plays/competing-lock.ts';
import { configurationBroadcast } from './plays/configuration-broadcast.ts';
import { groupMembership } from './plays/group-membership.ts';
import { masterElection } from './plays/master-election.ts';
import { workQueue } from './plays/work-queue.ts';

/** The plays, each a test, a demo and the documentation of a recipe. */
export const SCENARIOS = {
  masterElection,
  competingLock,
  configurationBroadcast,
  groupMembership,
  workQueue,
} as const satisfies Record<string, (play: Play, root: string) => Promise<void>>;

export type ScenarioName = keyof typeof SCENARIOS;

/**
 * Performs a scenario below `root`, which should not be there. Resolves with its facts when all came about as the
 * scenario says; rejects with PlayFailure otherwise. Sessions are ended either way; nodes are left.
 */
export async function perform(name: ScenarioName, root: string, options: PlayOptions): Promise<FactLog> {
  const play = new Play(options);
  try {
    await SCENARIOS[name](play, root);
    return play.log;
  } finally {
    await play.end();
  }
}

/** Deletes a node and everything below it; what others delete meanwhile is no error. */
export async function removeTree(client: ZooKeeper, path: string): Promise<void> {
  const children = await client.getChildren(path).then(
    (read) => read.children,
    (error) => {
      if (isAbsent(error)) return [];
      throw error;
    },
  );
  for (const name of children) await removeTree(client, `${path}/${name}`);
  try {
    await client.delete(path);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'codeName' in error && error.codeName === 'NONODE';
}
