import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import {
  appendRecord,
  logFiles,
  logName,
  logsAfter,
  type RecoveredState,
  SnapshotWriter,
  snapshotName,
  TxnLogReader,
} from '@vivarium/engine';
import {
  ByteWriter,
  FILE_HEADER_BYTES,
  fileHeader,
  LOG_MAGIC,
  type SessionId,
  type Zxid,
} from '@vivarium/jute';
import { readChunks } from './read-chunks.ts';
import { recoverHistory } from './recover-history.ts';
import { type HistoryFile, planRetention, type RetentionLimits } from './retention.ts';

export interface TreeHistoryOptions extends Partial<RetentionLimits> {
  /** Made when it is not there. Holds nothing else. */
  readonly directory: string;
  /** Of the recovered tree, see DataTree. */
  readonly hashSeed: number;
  readonly wallMs: () => number;
  /** Hears once that nothing more is kept, and why. */
  readonly onFault: (cause: string) => void;
}

const LIMITS: RetentionLimits = { bytesMax: 512 * 1024 * 1024, ageMaxMs: 7 * 24 * 3_600_000 };
/** A log file is ended, and a snapshot written, after so much. */
const SEGMENT_BYTES = 32 * 1024 * 1024;
const SNAPSHOT_CHUNK_BYTES = 1024 * 1024;
/** Bytes that may wait for the disk; beyond it the history gives up rather than eat the memory. */
const WAITING_BYTES_MAX = 256 * 1024 * 1024;
const TEMPORARY = 'vivarium-new-snapshot';
const LAST_COPY = 'vivarium-last-copy';
const FOLDER = 'version-2';
const UNREADABLE = 'unreadable';

type Live = Pick<RecoveredState, 'tree' | 'sessions'>;

/**
 * What the tap saw, on disk in ZooKeeper's own formats: logs and snapshots in `version-2`, bounded in bytes and age. It
 * vouches for nothing and so waits for no fsync: what a crash of the machine takes is asked of the leader again.
 */
export class TreeHistory {
  /** What stood there at the start. */
  readonly recovered: RecoveredState;
  /** Why an older history was put aside at the start; null when there was none, or it was whole. */
  readonly setAside: string | null;
  private readonly options: TreeHistoryOptions;
  private readonly directory: string;
  private file: { readonly handle: FileHandle; readonly name: string; bytes: number } | null = null;
  private readonly batch = new ByteWriter(64 * 1024);
  private batchFrom: Zxid | null = null;
  private waitingBytes = 0;
  private tail: Promise<void> = Promise.resolve();
  private fault: string | null = null;
  private isFlushing = false;
  private lastCopy: number;

  private constructor(
    options: TreeHistoryOptions,
    recovered: RecoveredState,
    setAside: string | null,
    lastCopyMs: number,
  ) {
    this.options = options;
    this.directory = join(options.directory, FOLDER);
    this.recovered = recovered;
    this.setAside = setAside;
    this.lastCopy = lastCopyMs;
  }

  static async open(options: TreeHistoryOptions): Promise<TreeHistory> {
    const directory = join(options.directory, FOLDER);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const copied = Number(await readFile(join(options.directory, LAST_COPY), 'utf8').catch(() => '0'));
    const lastCopyMs = Number.isFinite(copied) ? copied : 0;
    try {
      return new TreeHistory(options, await recoverHistory(directory, options.hashSeed), null, lastCopyMs);
    } catch (error) {
      const aside = join(options.directory, UNREADABLE);
      await rm(aside, { recursive: true, force: true });
      await rename(directory, aside);
      await mkdir(directory, { mode: 0o700 });
      const cause = error instanceof Error ? error.message : String(error);
      return new TreeHistory(options, await recoverHistory(directory, options.hashSeed), cause, lastCopyMs);
    }
  }

  /** Wall clock of the last whole copy that a leader gave, ms; 0 for never. */
  get lastCopyMs(): number {
    return this.lastCopy;
  }

  /** Notes that a leader was asked for a whole copy: that outlives this process. */
  noteCopy(wallMs: number): void {
    this.lastCopy = wallMs;
    this.later(() => writeFile(join(this.options.directory, LAST_COPY), String(wallMs)));
  }

  /** Keeps a committed transaction; `live` is the state that it was applied to. */
  append(zxid: Zxid, entry: Uint8Array, live: Live): void {
    if (this.fault !== null) return;
    this.batchFrom ??= zxid;
    appendRecord(this.batch, entry);
    this.waitingBytes += entry.length;
    if (this.waitingBytes > WAITING_BYTES_MAX) this.fail('the disk is too slow for it');
    if (this.isFlushing) return;
    this.isFlushing = true;
    this.later(() => this.flush(live));
  }

  /** A whole copy took the place of everything: what is kept jumps there. */
  replace(state: RecoveredState, isOlder: boolean): void {
    this.later(async () => {
      await this.endFile();
      if (isOlder) await this.forget();
      await this.writeSnapshot(state);
    });
  }

  /** Forgets everything: it was the history of another ensemble, or one that was taken back. */
  clear(): void {
    this.batch.reset();
    this.batchFrom = null;
    this.waitingBytes = 0;
    this.later(async () => {
      await this.endFile();
      await this.forget();
    });
  }

  /** Zxid of the first transaction that is kept; null when none is. */
  async oldestZxid(): Promise<Zxid | null> {
    return logFiles(await readdir(this.directory))[0]?.zxid ?? null;
  }

  /** Bytes on disk. */
  async bytes(): Promise<number> {
    return (await this.files()).reduce((sum, file) => sum + file.bytes, 0);
  }

  /**
   * Hands over what is kept after `after`, oldest first, until `visit` answers false. The bytes (header, txn, optional
   * digest) are a view that lives until `visit` returns.
   */
  async scan(after: Zxid, visit: (entry: Uint8Array) => boolean): Promise<void> {
    await this.tail;
    let goesOn = true;
    for (const { name } of logsAfter(logFiles(await readdir(this.directory)), after)) {
      const reader = new TxnLogReader(name);
      await readChunks(join(this.directory, name), (chunk) => {
        reader.push(chunk, (entry) => {
          if (goesOn) goesOn = visit(entry);
        });
        return goesOn;
      });
      if (!goesOn) return;
    }
  }

  /** Resolves when everything that was given is with the operating system. */
  async close(): Promise<void> {
    this.later(() => this.endFile());
    await this.tail;
  }

  private later(run: () => Promise<void>): void {
    this.tail = this.tail.then(async () => {
      if (this.fault !== null) return;
      await run();
    });
    this.tail = this.tail.catch((error: unknown) =>
      this.fail(error instanceof Error ? error.message : String(error)),
    );
  }

  private fail(cause: string): void {
    if (this.fault !== null) return;
    this.fault = cause;
    this.batch.reset();
    this.options.onFault(cause);
  }

  private async flush(live: Live): Promise<void> {
    this.isFlushing = false;
    const from = this.batchFrom;
    if (from === null) return;
    const bytes = this.batch.copy();
    this.batch.reset();
    this.batchFrom = null;
    this.waitingBytes = 0;
    this.file ??= await this.begin(from);
    const { file } = this;
    await file.handle.appendFile(bytes);
    file.bytes += bytes.length;
    if (file.bytes < SEGMENT_BYTES) return;
    await this.endFile();
    await this.writeSnapshot(live);
    await this.purge();
  }

  private async begin(zxid: Zxid): Promise<{ handle: FileHandle; name: string; bytes: number }> {
    const name = logName(zxid);
    const handle = await open(join(this.directory, name), 'w', 0o600);
    const header = new ByteWriter(FILE_HEADER_BYTES);
    fileHeader.write(header, { magic: LOG_MAGIC, version: 2, dbId: 0 });
    await handle.appendFile(header.copy());
    return { handle, name, bytes: FILE_HEADER_BYTES };
  }

  private async endFile(): Promise<void> {
    const { file } = this;
    this.file = null;
    await file?.handle.close();
  }

  /** As of now: the tree may have gone on since the last write, and what it has is in no log file before this one. */
  private async writeSnapshot({ tree, sessions }: Live): Promise<void> {
    const zxid = tree.lastProcessedZxid;
    const listed = [...sessions].map(([sessionId, timeoutMs]: [SessionId, number]) => ({
      sessionId,
      timeoutMs,
    }));
    const writer = new SnapshotWriter(tree, listed, zxid);
    const temporary = join(this.directory, TEMPORARY);
    try {
      const handle = await open(temporary, 'w', 0o600);
      try {
        for (let isLast = false; !isLast; ) {
          const { bytes, last } = writer.next(SNAPSHOT_CHUNK_BYTES);
          await handle.appendFile(bytes);
          isLast = last;
        }
      } finally {
        await handle.close();
      }
      await rename(temporary, join(this.directory, snapshotName(zxid)));
    } finally {
      writer.cancel();
    }
  }

  private async purge(): Promise<void> {
    const { bytesMax = LIMITS.bytesMax, ageMaxMs = LIMITS.ageMaxMs, wallMs } = this.options;
    for (const name of planRetention(await this.files(), wallMs(), { bytesMax, ageMaxMs }))
      await rm(join(this.directory, name), { force: true });
  }

  private async forget(): Promise<void> {
    for (const name of await readdir(this.directory)) await rm(join(this.directory, name), { force: true });
  }

  private async files(): Promise<HistoryFile[]> {
    const files: HistoryFile[] = [];
    for (const name of await readdir(this.directory)) {
      const found = await stat(join(this.directory, name)).catch(() => null);
      if (found !== null) files.push({ name, bytes: found.size, writtenMs: found.mtimeMs });
    }
    return files;
  }
}
