import { readEntry, type TxnEntry } from '@vivarium/engine';
import { ByteReader, type Zxid } from '@vivarium/jute';
import { readLog } from '../disk/recover.ts';
import type { SimDirectory } from '../disk/sim-directory.ts';

/** Every transaction in a directory's logs, by zxid. Logs are never purged in a run. */
export function logEntries(directory: SimDirectory): TxnEntry[] {
  const byZxid = new Map<Zxid, TxnEntry>();
  for (const name of directory.names()) {
    if (!name.startsWith('log.')) continue;
    readLog(directory.file(name).contents(), name, (bytes) => {
      const entry = readEntry(new ByteReader(bytes.slice()));
      byZxid.set(entry.header.zxid, entry);
    });
  }
  return [...byZxid.values()].sort((a, b) => a.header.zxid - b.header.zxid);
}
