import { type DiskOrder, type LogAppend, logName } from '@vivarium/engine';
import { ByteWriter, FILE_HEADER_BYTES, fileHeader, LOG_MAGIC, type Zxid } from '@vivarium/jute';
import type { Schedule } from '../clock/schedule.ts';
import type { DiskFaults } from './disk-faults.ts';
import type { SimDirectory } from './sim-directory.ts';
import type { SimFile } from './sim-file.ts';
import { SnapshotLane } from './snapshot-lane.ts';

/** What the disk has done: an input that lacks only its time. */
export type DiskReport =
  | { readonly type: 'flushed'; readonly zxid: Zxid }
  | { readonly type: 'diskFailed'; readonly cause: string }
  | { readonly type: 'snapshotDrained' }
  | { readonly type: 'snapshotStored'; readonly zxid: Zxid; readonly bytes: number }
  | { readonly type: 'snapshotFailed'; readonly cause: string };

interface Group {
  readonly firstZxid: Zxid;
  lastZxid: Zxid;
  readonly pieces: Uint8Array[];
  /** Its records belong to a new file. */
  readonly rolls: boolean;
}

/** Groups are kept far below the engine's limit for what may be unsynced. */
const GROUP_BYTES_MAX = 1024 * 1024;

/**
 * Carries out what one running member orders, as the host's LogStore does: one sync in flight, what arrives meanwhile
 * is the next group, nothing is written after a failure. It ends with the process; the directory stays.
 */
export class SimDisk {
  private readonly directory: SimDirectory;
  private readonly faults: DiskFaults;
  private readonly schedule: Schedule;
  private readonly report: (report: DiskReport) => void;
  private readonly snapshots: SnapshotLane;
  private readonly groups: Group[] = [];
  private file: SimFile | null = null;
  private end = 0;
  private isRollWanted = true;
  private isWriting = false;
  private hasFailed = false;
  private isOver = false;

  constructor(
    directory: SimDirectory,
    faults: DiskFaults,
    schedule: Schedule,
    report: (report: DiskReport) => void,
  ) {
    this.directory = directory;
    this.faults = faults;
    this.schedule = schedule;
    this.report = (each) => {
      if (!this.isOver) report(each);
    };
    this.snapshots = new SnapshotLane(directory, faults, schedule, this.report);
  }

  /** The process is gone; what it had not written yet never will be. */
  stop(): void {
    this.isOver = true;
    this.snapshots.stop();
  }

  execute(order: DiskOrder): void {
    if (this.hasFailed) return;
    switch (order.type) {
      case 'append':
        this.append(order);
        break;
      case 'roll':
        this.isRollWanted = true;
        break;
      case 'snapshotChunk':
        this.snapshots.execute(order);
        break;
    }
  }

  private append({ firstZxid, lastZxid, records }: LogAppend): void {
    const last = this.groups.at(-1);
    const bytes = records.copy();
    const isOpen = last !== undefined && !this.isRollWanted && sizeOf(last) < GROUP_BYTES_MAX;
    if (isOpen && !(this.isWriting && this.groups.length === 1)) {
      last.pieces.push(bytes);
      last.lastZxid = lastZxid;
    } else {
      this.groups.push({ firstZxid, lastZxid, pieces: [bytes], rolls: this.isRollWanted });
      this.isRollWanted = false;
    }
    this.writeNext();
  }

  private writeNext(): void {
    const group = this.groups[0];
    if (group === undefined || this.isWriting || this.hasFailed || this.isOver) return;
    this.isWriting = true;
    if (this.faults.isFull) {
      this.schedule.after(50, () => this.fail('ENOSPC'));
      return;
    }
    if (group.rolls) this.roll(group.firstZxid);
    const file = this.file as SimFile;
    // One write for all: a sector never holds a later record of a group without the earlier one.
    const bytes = new Uint8Array(sizeOf(group));
    let at = 0;
    for (const piece of group.pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    file.write(this.end, bytes);
    this.end += bytes.length;
    this.schedule.at(this.faults.syncEnd(this.schedule.nowUs), () => this.synced(group, file));
  }

  private synced(group: Group, file: SimFile): void {
    if (this.isOver) return;
    if (this.faults.takeFailure()) {
      this.fail('EIO');
      return;
    }
    file.sync();
    this.directory.sync();
    this.zeroAhead(file);
    this.groups.shift();
    this.isWriting = false;
    this.report({ type: 'flushed', zxid: group.lastZxid });
    this.writeNext();
  }

  private fail(cause: string): void {
    if (this.hasFailed || this.isOver) return;
    this.hasFailed = true;
    this.report({ type: 'diskFailed', cause });
  }

  /** The file's header and zeros are durable before it gets its name; the name is so with the first group. */
  private roll(firstZxid: Zxid): void {
    if (this.file !== null) this.file.truncate(this.end);
    const name = logName(firstZxid);
    const file = this.directory.create(name);
    const header = new ByteWriter(FILE_HEADER_BYTES);
    fileHeader.write(header, { magic: LOG_MAGIC, version: 2, dbId: 0 });
    file.append(header.copy());
    file.sync();
    this.end = FILE_HEADER_BYTES;
    this.file = file;
    this.zeroAhead(file);
  }

  private zeroAhead(file: SimFile): void {
    const { preAllocBytes, isFull } = this.faults;
    if (isFull || file.length - this.end >= preAllocBytes / 2) return;
    file.append(new Uint8Array(preAllocBytes));
    file.sync();
  }
}

function sizeOf(group: Group): number {
  return group.pieces.reduce((sum, piece) => sum + piece.length, 0);
}
