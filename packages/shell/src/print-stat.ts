import type { Stat } from '@vivarium/jute';
import type { CommandWorld, Json } from './command.ts';
import { javaDate } from './java-date.ts';

const hex = (number: number | bigint): string => `0x${BigInt.asUintN(64, BigInt(number)).toString(16)}`;

/** The eleven lines of a stat, in zkCli.sh's layout. */
export function printStat({ out, timeZone }: Pick<CommandWorld, 'out' | 'timeZone'>, stat: Stat): void {
  out(`cZxid = ${hex(stat.czxid)}`);
  out(`ctime = ${javaDate(Number(stat.ctime), timeZone)}`);
  out(`mZxid = ${hex(stat.mzxid)}`);
  out(`mtime = ${javaDate(Number(stat.mtime), timeZone)}`);
  out(`pZxid = ${hex(stat.pzxid)}`);
  out(`cversion = ${stat.cversion}`);
  out(`dataVersion = ${stat.version}`);
  out(`aclVersion = ${stat.aversion}`);
  out(`ephemeralOwner = ${hex(stat.ephemeralOwner)}`);
  out(`dataLength = ${stat.dataLength}`);
  out(`numChildren = ${stat.numChildren}`);
}

/** The same for programs: 64-bit values as text. */
export function statJson(stat: Stat): Json {
  return {
    czxid: hex(stat.czxid),
    ctime: Number(stat.ctime),
    mzxid: hex(stat.mzxid),
    mtime: Number(stat.mtime),
    pzxid: hex(stat.pzxid),
    cversion: stat.cversion,
    version: stat.version,
    aversion: stat.aversion,
    ephemeralOwner: hex(stat.ephemeralOwner),
    dataLength: stat.dataLength,
    numChildren: stat.numChildren,
  };
}
