import {
  type DiskOrder,
  type HistoryEntry,
  type LogAppend,
  LogError,
  logName,
  type QuorumDiskOrder,
  type Ticket,
} from '@vivarium/engine';
import { ByteWriter, epochOf, FILE_HEADER_BYTES, fileHeader, LOG_MAGIC, type Zxid } from '@vivarium/jute';
import type { Schedule } from '../clock/schedule.ts';
import type { DiskFaults } from './disk-faults.ts';
import { renameTemporary, writeTemporary } from './epoch-files.ts';
import { cutLogsAfter, mayCutAfter, readHistory, removeSnapshotsAfter } from './log-history.ts';
import { type Recovered, recover, settle } from './recover.ts';
import type { SimDirectory } from './sim-directory.ts';
import type { SimFile } from './sim-file.ts';
import { SnapshotLane } from './snapshot-lane.ts';

/** What the disk has done: an input that lacks only its time. */
export type DiskReport =
  | { readonly type: 'flushed'; readonly zxid: Zxid }
  | { readonly type: 'diskFailed'; readonly cause: string }
  | { readonly type: 'snapshotDrained' }
  | { readonly type: 'snapshotStored'; readonly zxid: Zxid; readonly bytes: number }
  | { readonly type: 'snapshotFailed'; readonly cause: string }
  | { readonly type: 'epochStored'; readonly ticket: Ticket }
  | { readonly type: 'logRead'; readonly ticket: Ticket; readonly entries: readonly HistoryEntry[] }
  | { readonly type: 'logTruncated'; readonly ticket: Ticket; readonly recovered: Recovered };

/** Where and how one running member writes. */
export interface DiskParts {
  readonly directory: SimDirectory;
  readonly faults: DiskFaults;
  readonly schedule: Schedule;
  readonly report: (report: DiskReport) => void;
  readonly lastZxid: Zxid;
  /** currentEpoch; null for a member that stands alone. */
  readonly epoch: number | null;
}

interface Group {
  readonly firstZxid: Zxid;
  lastZxid: Zxid;
  readonly pieces: Uint8Array[];
  /** Its records belong to a new file. */
  readonly rolls: boolean;
}

/** Something else than records, in its order between them; `done` lets the next begin. */
type Errand = (done: () => void) => void;

/** Groups are kept far below the engine's limit for what may be unsynced. */
const GROUP_BYTES_MAX = 1024 * 1024;

/**
 * Carries out what one running member orders, as the host's LogStore does: one sync in flight, what arrives meanwhile
 * is the next group, nothing is written after a failure. It ends with the process; the directory stays.
 */
export class SimDisk {
  private readonly parts: DiskParts;
  private readonly directory: SimDirectory;
  private readonly snapshots: SnapshotLane;
  private readonly queue: (Group | Errand)[] = [];
  /** The newest epoch whose transactions may be written. */
  private epoch: number;
  private durable: Zxid;
  private file: SimFile | null = null;
  private end = 0;
  private isRollWanted = true;
  private isBusy = false;
  private hasFailed = false;
  private isOver = false;

  constructor(parts: DiskParts) {
    this.parts = parts;
    this.directory = parts.directory;
    this.epoch = parts.epoch ?? Number.POSITIVE_INFINITY;
    this.durable = parts.lastZxid;
    const report = (each: DiskReport): void => this.report(each);
    this.snapshots = new SnapshotLane(parts.directory, parts.faults, parts.schedule, report, (zxid) =>
      this.vouchFor(epochOf(zxid)),
    );
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
      default:
        this.queue.push(this.errand(order));
    }
    this.next();
  }

  private report(report: DiskReport): void {
    if (!this.isOver) this.parts.report(report);
  }

  /** Runs after the next sync, unless the process is gone by then or the disk failed. */
  private afterSync(run: () => void): void {
    const { faults, schedule } = this.parts;
    schedule.at(faults.syncEnd(schedule.nowUs), () => {
      if (this.isOver || faults.takePowerLoss()) return;
      if (faults.isFull) this.fail('ENOSPC');
      else if (faults.takeFailure()) this.fail('EIO');
      else run();
    });
  }

  private errand(order: QuorumDiskOrder): Errand {
    const { directory } = this;
    const { ticket } = order;
    switch (order.type) {
      case 'storeEpoch':
        return (done) =>
          this.afterSync(() => {
            writeTemporary(directory, order.name, order.epoch);
            renameTemporary(directory, order.name);
            this.afterSync(() => {
              directory.sync();
              if (order.name === 'current') this.epoch = Math.max(this.epoch, order.epoch);
              done();
              this.report({ type: 'epochStored', ticket });
            });
          });
      case 'truncate':
        return (done) => this.truncate(order.zxid, ticket, done);
      case 'readLog':
        return (done) => {
          const range = { from: order.zxid, durable: this.durable, bytesMax: order.bytesMax };
          const entries = readHistory(directory, range);
          this.parts.schedule.after(500, () => this.report({ type: 'logRead', ticket, entries }));
          done();
        };
    }
  }

  private truncate(zxid: Zxid, ticket: Ticket, done: () => void): void {
    const { directory } = this;
    this.snapshots.discard();
    if (this.file !== null) this.file.truncate(this.end);
    this.file = null;
    this.isRollWanted = true;
    this.afterSync(() => {
      const mayCut = mayCutAfter(directory, zxid);
      if (mayCut) removeSnapshotsAfter(directory, zxid);
      this.afterSync(() => {
        if (mayCut) cutLogsAfter(directory, zxid);
        const recovered = this.reread();
        if (recovered === null) return;
        settle(directory, recovered);
        this.durable = recovered.lastZxid;
        done();
        this.report({ type: 'logTruncated', ticket, recovered });
      });
    });
  }

  /** What is left after a cut; null, and the end of this disk's work, when it cannot be read. */
  private reread(): Recovered | null {
    try {
      return recover(this.directory);
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      this.fail(error.message);
      return null;
    }
  }

  /** Says in currentEpoch's temporary file that transactions of a later epoch come, before they do. */
  private vouchFor(epoch: number): void {
    if (epoch <= this.epoch) return;
    this.epoch = epoch;
    writeTemporary(this.directory, 'current', epoch);
  }

  private append({ firstZxid, lastZxid, records }: LogAppend): void {
    const epoch = epochOf(lastZxid);
    if (epoch > this.epoch) {
      this.queue.push((done) => {
        this.vouchFor(epoch);
        this.afterSync(done);
      });
      // What is appended from here on stands behind the errand.
    }
    const bytes = records.copy();
    const last = this.queue.at(-1);
    if (isGroup(last) && !this.isRollWanted && sizeOf(last) < GROUP_BYTES_MAX) {
      last.pieces.push(bytes);
      last.lastZxid = lastZxid;
    } else {
      this.queue.push({ firstZxid, lastZxid, pieces: [bytes], rolls: this.isRollWanted });
      this.isRollWanted = false;
    }
  }

  private next(): void {
    if (this.isBusy || this.hasFailed || this.isOver) return;
    const job = this.queue.shift();
    if (job === undefined) return;
    this.isBusy = true;
    const done = (): void => {
      this.isBusy = false;
      this.next();
    };
    if (isGroup(job)) this.write(job, done);
    else job(done);
  }

  private write(group: Group, done: () => void): void {
    if (this.parts.faults.isFull) {
      this.parts.schedule.after(50, () => this.fail('ENOSPC'));
      return;
    }
    if (group.rolls || this.file === null) this.roll(group.firstZxid);
    const file = this.file as unknown as SimFile;
    // One write for all: a sector never holds a later record of a group without the earlier one.
    const bytes = new Uint8Array(sizeOf(group));
    let at = 0;
    for (const piece of group.pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    file.write(this.end, bytes);
    this.end += bytes.length;
    this.afterSync(() => {
      file.sync();
      this.directory.sync();
      this.zeroAhead(file);
      this.durable = group.lastZxid;
      done();
      this.report({ type: 'flushed', zxid: group.lastZxid });
    });
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
    // One of this name is there when a whole tree came in place of what it holds: as in the host, it is replaced.
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
    const { preAllocBytes, isFull } = this.parts.faults;
    if (isFull || file.length - this.end >= preAllocBytes / 2) return;
    file.append(new Uint8Array(preAllocBytes));
    file.sync();
  }
}

function isGroup(job: Group | Errand | undefined): job is Group {
  return job !== undefined && typeof job !== 'function';
}

function sizeOf(group: Group): number {
  return group.pieces.reduce((sum, piece) => sum + piece.length, 0);
}
