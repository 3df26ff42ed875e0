import type { SetWatches2Request, Zxid } from '@vivarium/jute';
import type { WatchKind } from './request.ts';
import type { WatchTable } from './watch-table.ts';

/** Below jute.maxbuffer's smallest sensible setting, and what Apache's Java client uses too. */
export const RESTORE_CHUNK_BYTES = 128 * 1024;

const FIELD = {
  data: 'dataWatches',
  exist: 'existWatches',
  child: 'childWatches',
  persistent: 'persistentWatches',
  persistentRecursive: 'persistentRecursiveWatches',
} as const satisfies Record<WatchKind, keyof SetWatches2Request>;

function emptyChunk(relativeZxid: Zxid): SetWatches2Request {
  return {
    relativeZxid,
    dataWatches: [],
    existWatches: [],
    childWatches: [],
    persistentWatches: [],
    persistentRecursiveWatches: [],
  };
}

/**
 * The requests that set every watch of the table again on a fresh connection, each below the chunk size.
 * `relativeZxid` is the last zxid seen: the server answers with an event where something happened since.
 */
export function restoreRequests(table: WatchTable, relativeZxid: Zxid): SetWatches2Request[] {
  const chunks: SetWatches2Request[] = [];
  let chunk = emptyChunk(relativeZxid);
  let bytes = 0;
  for (const kind of Object.keys(FIELD) as WatchKind[]) {
    for (const path of table.paths(kind)) {
      // Four bytes of length, and at most three bytes of UTF-8 for each UTF-16 unit.
      const cost = 4 + path.length * 3;
      if (bytes > 0 && bytes + cost > RESTORE_CHUNK_BYTES - 64) {
        chunks.push(chunk);
        chunk = emptyChunk(relativeZxid);
        bytes = 0;
      }
      chunk[FIELD[kind]].push(path);
      bytes += cost;
    }
  }
  if (bytes > 0) chunks.push(chunk);
  return chunks;
}

export function hasPersistent(chunk: SetWatches2Request): boolean {
  return chunk.persistentWatches.length > 0 || chunk.persistentRecursiveWatches.length > 0;
}
