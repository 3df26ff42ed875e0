import type { StatView } from '@vivarium/contract';
import { hex64, type Stat } from '@vivarium/jute';

/** A stat as JSON carries it; with another owner than clients are told where one is known. */
export function statViewOf(stat: Stat, owner: bigint = stat.ephemeralOwner): StatView {
  return {
    czxid: hex64(stat.czxid),
    mzxid: hex64(stat.mzxid),
    pzxid: hex64(stat.pzxid),
    ctimeMs: stat.ctime,
    mtimeMs: stat.mtime,
    version: stat.version,
    cversion: stat.cversion,
    aversion: stat.aversion,
    ephemeralOwner: hex64(owner),
    dataLength: stat.dataLength,
    numChildren: stat.numChildren,
  };
}
