import fs from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { type DiskOrder, type LogAppend, logName, UNSYNCED_LIMIT_BYTES } from '@vivarium/engine';
import { ByteWriter, type Zxid } from '@vivarium/jute';
import { LogFile, type LogFileOptions, NEXT_LOG_NAME } from './log-file.ts';
import { SnapshotStore } from './snapshot-store.ts';
import { diskCause } from './storage-error.ts';
import { syncDirectory } from './sync-directory.ts';

/** What the disk has done: a MemberInput that lacks only its time. */
export type DiskReport =
  | { readonly type: 'flushed'; readonly zxid: Zxid }
  | { readonly type: 'diskFailed'; readonly cause: string }
  | { readonly type: 'snapshotDrained' }
  | { readonly type: 'snapshotStored'; readonly zxid: Zxid; readonly bytes: number }
  | { readonly type: 'snapshotFailed'; readonly cause: string };

export interface LogStoreOptions extends LogFileOptions {
  /** The version-2 folders; the same one unless dataLogDir is set. */
  readonly snapshotDirectory: string;
  readonly logDirectory: string;
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

/** A group's buffer above this is not kept. */
const KEPT_BUFFER_BYTES = 1024 * 1024;
const FIRST_BUFFER_BYTES = 64 * 1024;

/**
 * Writes what a member orders. One sync is in flight at a time; whatever arrives meanwhile is the next group. After a
 * failure nothing more is written and nothing more is reported durable: a failed sync cannot be repeated, because the
 * kernel has dropped the pages that it could not write.
 */
export class LogStore {
  private readonly options: LogStoreOptions;
  private readonly snapshots: SnapshotStore;
  private readonly groups: Group[] = [];
  private spare: ByteWriter | null = null;
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
    this.snapshots = new SnapshotStore(options.snapshotDirectory, options.report);
    this.next = this.prepareNext();
  }

  /** Takes orders in their order; the buffers of records are free again when this returns. */
  execute(orders: readonly DiskOrder[]): void {
    if (this.isClosed) return;
    for (const order of orders) {
      if (order.type === 'append') this.append(order);
      else if (order.type === 'roll') this.rollWanted = true;
      else if (order.type === 'snapshotChunk') this.snapshots.execute(order);
      else throw new Error(`a standalone member does not order ${order.type}`);
    }
    this.pump();
  }

  /** Resolves when everything ordered so far is durable (or has failed) and the files are closed. */
  async close(): Promise<void> {
    this.isClosed = true;
    if (this.writing || this.groups.length > 0) {
      await new Promise<void>((resolve) => this.whenIdle.push(resolve));
    }
    await this.snapshots.close();
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

  /** The last group that waits, or a new one; the group being written is no longer in the list. */
  private groupToFill(firstZxid: Zxid): Group {
    const last = this.groups.at(-1);
    if (last !== undefined && !this.rollWanted && last.bytes.length < UNSYNCED_LIMIT_BYTES) return last;
    const bytes = this.spare ?? new ByteWriter(FIRST_BUFFER_BYTES);
    this.spare = null;
    const group: Group = { bytes, firstZxid, lastZxid: null, rolls: this.rollWanted };
    this.rollWanted = false;
    this.groups.push(group);
    return group;
  }

  private pump(): void {
    if (this.writing || this.hasFailed) return;
    const group = this.groups.shift();
    if (group === undefined) {
      for (const resolve of this.whenIdle.splice(0)) resolve();
      return;
    }
    this.writing = true;
    const { current } = this;
    if (current === null || group.rolls || this.isTooLarge(current)) this.startFile(group);
    else this.write(current, group);
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
      if (group.bytes.bytes.length <= KEPT_BUFFER_BYTES) this.spare = group.bytes.reset();
      // The next write starts first: what the report sets off can go on beside it.
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
    this.groups.length = 0;
    for (const resolve of this.whenIdle.splice(0)) resolve();
    this.options.report({ type: 'diskFailed', cause });
  }
}
