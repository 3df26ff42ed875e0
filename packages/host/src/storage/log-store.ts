import fs from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import {
  type DiskOrder,
  type Epochs,
  type HistoryEntry,
  type LogAppend,
  logName,
  type QuorumDiskOrder,
  type Ticket,
  UNSYNCED_LIMIT_BYTES,
} from '@vivarium/engine';
import { ByteWriter, epochOf, type Zxid } from '@vivarium/jute';
import { EpochFiles } from './epoch-files.ts';
import { LogFile, type LogFileOptions, NEXT_LOG_NAME } from './log-file.ts';
import { readHistory } from './read-history.ts';
import type { Recovered } from './recover-directory.ts';
import { SnapshotStore } from './snapshot-store.ts';
import { diskCause } from './storage-error.ts';
import { syncDirectory } from './sync-directory.ts';
import { type Rebuild, truncateDirectory } from './truncate-directory.ts';

/** What the disk has done: a MemberInput that lacks only its time. */
export type DiskReport =
  | { readonly type: 'flushed'; readonly zxid: Zxid }
  | { readonly type: 'diskFailed'; readonly cause: string }
  | { readonly type: 'snapshotDrained' }
  | { readonly type: 'snapshotStored'; readonly zxid: Zxid; readonly bytes: number }
  | { readonly type: 'snapshotFailed'; readonly cause: string }
  | { readonly type: 'epochStored'; readonly ticket: Ticket }
  | { readonly type: 'logRead'; readonly ticket: Ticket; readonly entries: readonly HistoryEntry[] }
  | { readonly type: 'logTruncated'; readonly ticket: Ticket; readonly recovered: Recovered };

export interface LogStoreOptions extends LogFileOptions {
  /** The version-2 folders; the same one unless dataLogDir is set. */
  readonly snapshotDirectory: string;
  readonly logDirectory: string;
  /** As settled at the start; null for a standalone member, which has none. */
  readonly epochs: Epochs | null;
  /** The last zxid that the files hold. */
  readonly lastZxid: Zxid;
  /** Reads the directory again after it was truncated, and makes it ready to be written to. */
  readonly recover: () => Promise<Recovered>;
  readonly rebuild: Rebuild;
  /** Start a new file when one has grown beyond this; 0 = never. */
  readonly logSizeLimitBytes: number;
  /** Never called from inside `execute`. */
  readonly report: (report: DiskReport) => void;
  /** Told how long each group took from write to durable, ms. */
  readonly synced?: (elapsedMs: number, bytes: number) => void;
}

/** Records that become durable together. */
interface Group {
  readonly bytes: ByteWriter;
  firstZxid: Zxid;
  /** What may be acknowledged when the group is durable; null while the last record's end is in a later group. */
  lastZxid: Zxid | null;
  /** Records belong to a new file. */
  readonly rolls: boolean;
}

/** Something else than records, in its order between them; nothing is written while it runs. */
interface Errand {
  readonly what: string;
  readonly run: () => Promise<void>;
}

const FIRST_BUFFER_BYTES = 64 * 1024;
/** A larger buffer than the first is kept only while groups fill a good part of it. */
const FILLED_SHARE_MIN = 1 / 8;
const SPARES_MAX = 8;
/** A group that has come to this takes no more: what is in it can be answered while the next one is written. */
const FULL_GROUP_BYTES = 896 * 1024;

/**
 * Writes what a member orders. One sync is in flight at a time; whatever arrives meanwhile is the next group. After a
 * failure nothing more is written and nothing more is reported durable: a failed sync cannot be repeated, because the
 * kernel has dropped the pages that it could not write.
 */
export class LogStore {
  private readonly options: LogStoreOptions;
  private readonly snapshots: SnapshotStore;
  private readonly queue: (Group | Errand)[] = [];
  private readonly epochs: EpochFiles | null;
  /** The newest epoch whose transactions may be written. */
  private epoch: number;
  /** Every record up to here is durable. */
  private durable: Zxid;
  private readonly spares: ByteWriter[] = [];
  private current: LogFile | null = null;
  private currentPath = '';
  private next: Promise<LogFile>;
  private writing = false;
  private rollWanted = false;
  /** The last group that was written ended inside a record. */
  private isMidRecord = false;
  private hasFailed = false;
  private isClosed = false;
  private whenIdle: (() => void)[] = [];

  constructor(options: LogStoreOptions) {
    this.options = options;
    const { epochs } = options;
    this.epochs = epochs === null ? null : new EpochFiles(options.snapshotDirectory, epochs.current);
    this.epoch = epochs?.current ?? Number.POSITIVE_INFINITY;
    this.durable = options.lastZxid;
    this.snapshots = new SnapshotStore(options.snapshotDirectory, options.report, async (zxid) => {
      await this.epochs?.claim(epochOf(zxid));
    });
    this.next = this.prepareNext();
  }

  /** Takes orders in their order; the buffers of records are free again when this returns. */
  execute(orders: readonly DiskOrder[]): void {
    if (this.isClosed) return;
    for (const order of orders) {
      if (order.type === 'append') this.append(order);
      else if (order.type === 'roll') this.rollWanted = true;
      else if (order.type === 'snapshotChunk') this.snapshots.execute(order);
      else if (!this.hasFailed) this.run(order);
    }
    this.pump();
  }

  private run(order: QuorumDiskOrder): void {
    const { ticket } = order;
    if (order.type === 'storeEpoch') {
      this.queue.push({ what: 'store the epoch in', run: () => this.storeEpoch(order) });
    } else if (order.type === 'truncate') {
      this.queue.push({ what: 'cut the log in', run: () => this.truncate(ticket, order.zxid) });
    } else {
      // It waits for what was ordered before, but nothing waits for it.
      this.queue.push({
        what: 'read the log in',
        run: async () => {
          void this.readLog(order);
        },
      });
    }
  }

  private async storeEpoch({ ticket, name, epoch }: Extract<QuorumDiskOrder, { type: 'storeEpoch' }>) {
    await this.ensembleFiles().store(name, epoch);
    if (name === 'current') this.epoch = Math.max(this.epoch, epoch);
    this.options.report({ type: 'epochStored', ticket });
  }

  /** Unreadable history is none: the asker gets the whole tree instead. */
  private async readLog({ ticket, zxid, bytesMax }: Extract<QuorumDiskOrder, { type: 'readLog' }>) {
    const range = { from: zxid, durable: this.durable, bytesMax };
    const entries = await readHistory(this.options, range).catch(() => []);
    if (!this.hasFailed) this.options.report({ type: 'logRead', ticket, entries });
  }

  private async truncate(ticket: Ticket, zxid: Zxid): Promise<void> {
    await this.snapshots.close();
    await this.closeFiles();
    await truncateDirectory(this.options, zxid, this.options.rebuild);
    const recovered = await this.options.recover();
    this.durable = recovered.lastZxid;
    this.rollWanted = false;
    this.next = this.prepareNext();
    this.options.report({ type: 'logTruncated', ticket, recovered });
  }

  private ensembleFiles(): EpochFiles {
    if (this.epochs === null) throw new Error('a standalone member has no epochs');
    return this.epochs;
  }

  /** Resolves when everything ordered so far is durable (or has failed) and the files are closed. */
  async close(): Promise<void> {
    this.isClosed = true;
    if (this.writing || this.queue.length > 0) {
      await new Promise<void>((resolve) => this.whenIdle.push(resolve));
    }
    await this.snapshots.close();
    await this.closeFiles();
  }

  private async closeFiles(): Promise<void> {
    const { current } = this;
    this.current = null;
    if (current !== null) {
      await new Promise<void>((resolve) => {
        if (this.hasFailed) current.abandon(() => resolve());
        else current.close(() => resolve());
      });
    }
    const next = await this.next.catch(() => null);
    if (next !== null) await new Promise<void>((resolve) => next.close(() => resolve()));
    await fs.promises.rm(path.join(this.options.logDirectory, NEXT_LOG_NAME), { force: true });
  }

  private append(order: LogAppend): void {
    if (this.hasFailed) return;
    this.claimEpoch(epochOf(order.lastZxid));
    const bytes = order.records.view();
    let at = 0;
    while (at < bytes.length) {
      const group = this.groupToFill(order.firstZxid);
      const room = UNSYNCED_LIMIT_BYTES - group.bytes.length;
      group.bytes.raw(bytes.subarray(at, at + room));
      at += room;
      group.lastZxid = at < bytes.length ? null : order.lastZxid;
    }
  }

  /** See EpochFiles: the first transactions of a later epoch wait until it is vouched for. */
  private claimEpoch(epoch: number): void {
    if (epoch <= this.epoch) return;
    this.epoch = epoch;
    this.queue.push({ what: 'store the epoch in', run: () => this.ensembleFiles().claim(epoch) });
  }

  /** The last group that waits, or a new one; the group being written is no longer in the list. */
  private groupToFill(firstZxid: Zxid): Group {
    const last = this.queue.at(-1);
    if (last !== undefined && !this.rollWanted && !('run' in last) && last.bytes.length < FULL_GROUP_BYTES)
      return last;
    const bytes = this.spares.pop() ?? new ByteWriter(FIRST_BUFFER_BYTES);
    const group: Group = { bytes, firstZxid, lastZxid: null, rolls: this.rollWanted };
    this.rollWanted = false;
    this.queue.push(group);
    return group;
  }

  private pump(): void {
    if (this.writing || this.hasFailed) return;
    const group = this.queue.shift();
    if (group === undefined) {
      for (const resolve of this.whenIdle.splice(0)) resolve();
      return;
    }
    this.writing = true;
    if ('run' in group) {
      this.runErrand(group);
      return;
    }
    const { current } = this;
    if (current === null || group.rolls || this.isTooLarge(current)) this.startFile(group);
    else this.write(current, group);
  }

  private runErrand({ what, run }: Errand): void {
    run().then(
      () => {
        this.writing = false;
        this.pump();
      },
      (error) => this.fail(diskCause(what, this.options.logDirectory, error)),
    );
  }

  /** Asked only between transactions: a record does not go on in another file. */
  private isTooLarge(file: LogFile): boolean {
    const limit = this.options.logSizeLimitBytes;
    return limit > 0 && file.sizeBytes > limit && !this.isMidRecord;
  }

  private write(file: LogFile, group: Group): void {
    const startMs = performance.now();
    file.append(group.bytes.view(), (error) => {
      if (error !== null) {
        this.fail(diskCause('write the transaction log', this.currentPath, error));
        return;
      }
      this.writing = false;
      this.isMidRecord = group.lastZxid === null;
      this.options.synced?.(performance.now() - startMs, group.bytes.length);
      if (this.spares.length < SPARES_MAX && isWorthKeeping(group.bytes))
        this.spares.push(group.bytes.reset());
      // The next write starts first: what the report sets off can go on beside it.
      if (group.lastZxid !== null) this.durable = group.lastZxid;
      this.pump();
      if (group.lastZxid !== null) this.options.report({ type: 'flushed', zxid: group.lastZxid });
    });
  }

  /** The prepared file gets its name, durably, before a record in it is acknowledged. */
  private startFile(group: Group): void {
    const { logDirectory } = this.options;
    const name = path.join(logDirectory, logName(group.firstZxid));
    const old = this.current;
    const oldPath = this.currentPath;
    this.becomeCurrent(name).then(
      (file) => {
        this.current = file;
        this.currentPath = name;
        this.write(file, group);
        old?.close((error) => {
          if (error !== null) this.fail(diskCause('close the transaction log', oldPath, error));
        });
      },
      (error) => this.fail(diskCause('create the transaction log', name, error)),
    );
  }

  private async becomeCurrent(name: string): Promise<LogFile> {
    const file = await this.next;
    // Recovery leaves no file of that name, so one that is here holds records that nobody knows of.
    if (fs.existsSync(name)) throw Object.assign(new Error('the file exists already'), { code: 'EEXIST' });
    await rename(path.join(this.options.logDirectory, NEXT_LOG_NAME), name);
    if (this.options.forceSync) await syncDirectory(this.options.logDirectory);
    this.next = this.prepareNext();
    return file;
  }

  private prepareNext(): Promise<LogFile> {
    const next = LogFile.prepare(this.options.logDirectory, this.options);
    // Whoever needs the file hears of the failure; until then it harms nobody.
    next.catch(() => {});
    return next;
  }

  private fail(cause: string): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.writing = false;
    this.queue.length = 0;
    for (const resolve of this.whenIdle.splice(0)) resolve();
    this.options.report({ type: 'diskFailed', cause });
  }
}

/** A large array costs its zeroing and its growth each time anew, a burst's leftovers cost memory for good. */
function isWorthKeeping({ bytes, length }: ByteWriter): boolean {
  return bytes.length <= FIRST_BUFFER_BYTES || length >= bytes.length * FILLED_SHARE_MIN;
}
