import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DataTree,
  logsAfter,
  type NamedFile,
  planRecovery,
  type RecoveredState,
  Replay,
  SnapshotReader,
  TxnLogReader,
} from '@vivarium/engine';
import { type SessionId, ZERO_ZXID, type Zxid } from '@vivarium/jute';
import { readChunks } from './read-chunks.ts';

interface Base {
  readonly tree: DataTree;
  readonly sessions: Map<SessionId, number>;
  readonly zxid: Zxid | null;
}

/**
 * The tree and the sessions as the history on disk has them, by the code that recovers a member; what an interrupted
 * write left is cut off. An empty directory gives an empty tree. Throws LogError, SnapshotError or the error of the file
 * system.
 */
export async function recoverHistory(directory: string, hashSeed: number): Promise<RecoveredState> {
  const names = await readdir(directory);
  const { snapshots, logs } = planRecovery(names, names);
  const { tree, sessions, zxid } = await newestSnapshot(directory, snapshots, hashSeed);
  const replay = new Replay(tree, sessions, zxid);
  for (const { name } of logsAfter(logs, zxid ?? ZERO_ZXID)) {
    const file = join(directory, name);
    const reader = new TxnLogReader(file);
    await readChunks(file, (chunk) => {
      reader.push(chunk, (entry, offset) => replay.accept(entry, file, offset));
      return true;
    });
    const end = reader.finish();
    if (end.lostWrite !== null) await truncate(file, end.validBytes);
  }
  tree.lastProcessedZxid = replay.lastZxid;
  return { tree, sessions, lastZxid: replay.lastZxid };
}

/** The newest one that can be read; without any the logs begin where the ensemble began. */
async function newestSnapshot(
  directory: string,
  snapshots: readonly NamedFile[],
  hashSeed: number,
): Promise<Base> {
  let failure: unknown = null;
  for (const { name, zxid } of snapshots) {
    const tree = new DataTree(hashSeed);
    const reader = new SnapshotReader(tree);
    try {
      await readChunks(join(directory, name), (chunk) => {
        reader.push(chunk);
        return true;
      });
      const sessions = reader
        .finish()
        .sessions.map(({ sessionId, timeoutMs }) => [sessionId, timeoutMs] as const);
      tree.lastProcessedZxid = zxid;
      return { tree, sessions: new Map(sessions), zxid };
    } catch (error) {
      failure = error;
    }
  }
  if (failure !== null) throw failure;
  return { tree: new DataTree(hashSeed), sessions: new Map(), zxid: null };
}
