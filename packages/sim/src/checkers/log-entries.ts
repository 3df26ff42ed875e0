import { readEntry, type TxnEntry } from '@vivarium/engine';
import { ByteReader, type Zxid } from '@vivarium/jute';
import { readLog } from '../disk/recover.ts';
import type { SimDirectory } from '../disk/sim-directory.ts';

/** Every transaction in a directory's logs, by zxid, those that were purged included. */
export function logEntries(directory: SimDirectory): TxnEntry[] {
  const byZxid = new Map<Zxid, TxnEntry>();
  const purged = [...directory.purged];
  const kept = directory.names().map((name) => [name, directory.file(name)] as const);
  for (const [name, file] of [...purged, ...kept]) {
    if (!name.startsWith('log.')) continue;
    readLog(file.contents(), name, (bytes) => {
      const entry = readEntry(new ByteReader(bytes.slice()));
      byZxid.set(entry.header.zxid, entry);
    });
  }
  return [...byZxid.values()].sort((a, b) => a.header.zxid - b.header.zxid);
}
