import type { Zxid } from '@vivarium/jute';

// Names of Apache's files in a version-2 directory: `log.` and the first record's zxid, `snapshot.` and the zxid it reaches.

/** How a snapshot file is packed; by the last part of its name. */
export type SnapshotPacking = 'plain' | 'gzip' | 'snappy';

/** A log or snapshot file by its name. */
export interface NamedFile {
  readonly name: string;
  readonly zxid: Zxid;
}

const LOG = /^log\.([0-9a-fA-F]{1,16})$/;
const SNAPSHOT = /^snapshot\.([0-9a-fA-F]{1,16})(?:\.(gz|snappy))?$/;
const PACKINGS = { gz: 'gzip', snappy: 'snappy' } as const;

export function logName(zxid: Zxid): string {
  return `log.${zxid.toString(16)}`;
}

export function snapshotName(zxid: Zxid): string {
  return `snapshot.${zxid.toString(16)}`;
}

/** Null for a number that no zxid of ours can be (its epoch is 2^21 or more). */
function parseZxid(hex: string): Zxid | null {
  const zxid = Number.parseInt(hex, 16);
  return Number.isSafeInteger(zxid) ? (zxid as Zxid) : null;
}

function zxidIn(name: string, pattern: RegExp): Zxid | null {
  const hex = pattern.exec(name)?.[1];
  return hex === undefined ? null : parseZxid(hex);
}

/** The zxid in the name of a log file, null for another name. */
export function zxidOfLog(name: string): Zxid | null {
  return zxidIn(name, LOG);
}

/** The zxid in the name of a snapshot file, null for another name. */
export function zxidOfSnapshot(name: string): Zxid | null {
  return zxidIn(name, SNAPSHOT);
}

export function packingOf(snapshot: string): SnapshotPacking {
  const suffix = SNAPSHOT.exec(snapshot)?.[2];
  return suffix === 'gz' || suffix === 'snappy' ? PACKINGS[suffix] : 'plain';
}

function named(names: Iterable<string>, zxidOf: (name: string) => Zxid | null): NamedFile[] {
  const files: NamedFile[] = [];
  for (const name of names) {
    const zxid = zxidOf(name);
    if (zxid !== null) files.push({ name, zxid });
  }
  return files.sort((a, b) => a.zxid - b.zxid || (a.name < b.name ? -1 : 1));
}

/** The log files among `names`, oldest first. */
export function logFiles(names: Iterable<string>): NamedFile[] {
  return named(names, zxidOfLog);
}

/** The snapshot files among `names`, oldest first. */
export function snapshotFiles(names: Iterable<string>): NamedFile[] {
  return named(names, zxidOfSnapshot);
}
