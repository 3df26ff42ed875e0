import fs from 'node:fs';
import path from 'node:path';
import { type DiskOrder, snapshotName } from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import type { DiskReport } from './log-store.ts';
import { diskCause } from './storage-error.ts';
import { syncDirectory } from './sync-directory.ts';

type SnapshotChunk = Extract<DiskOrder, { readonly type: 'snapshotChunk' }>;

/** What is written goes to disk in steps of this size, so that the log's syncs never wait behind a whole snapshot. */
const SYNC_STEP_BYTES = 4 * 1024 * 1024;
/** Apache takes no file for a snapshot whose name begins otherwise than with "snapshot.". */
export const SNAPSHOT_TEMPORARY_PREFIX = 'vivarium-new-';

/** A snapshot that is being written. */
interface Draft {
  readonly zxid: Zxid;
  readonly temporary: string;
  readonly handle: fs.promises.FileHandle;
  sizeBytes: number;
  unsyncedBytes: number;
}

/**
 * Writes snapshots: to a temporary name, synced, then renamed and the rename made durable, so that a file with a
 * snapshot's name is always whole. One at a time, one chunk at a time.
 */
export class SnapshotStore {
  private readonly directory: string;
  private readonly report: (report: DiskReport) => void;
  private readonly beforeNaming: (zxid: Zxid) => Promise<void>;
  private draft: Draft | null = null;
  private tail: Promise<void> = Promise.resolve();

  /** `beforeNaming` resolves when a snapshot of this zxid may be found. */
  constructor(
    directory: string,
    report: (report: DiskReport) => void,
    beforeNaming: (zxid: Zxid) => Promise<void> = async () => {},
  ) {
    this.directory = directory;
    this.report = report;
    this.beforeNaming = beforeNaming;
  }

  execute(chunk: SnapshotChunk): void {
    this.tail = this.tail.then(() => this.write(chunk));
  }

  /** Resolves when nothing is being written any more; an unfinished snapshot is removed, and the rest of it ignored. */
  async close(): Promise<void> {
    await this.tail;
    await this.discard();
  }

  private async write(chunk: SnapshotChunk): Promise<void> {
    try {
      if (chunk.first) await this.begin(chunk.zxid);
      const { draft } = this;
      // After a failure the rest of that snapshot is of no use.
      if (draft === null) return;
      await writeAll(draft, chunk.bytes);
      if (chunk.last) await this.finish(draft);
      else this.report({ type: 'snapshotDrained' });
    } catch (error) {
      await this.discard();
      const file = path.join(this.directory, snapshotName(chunk.zxid));
      this.report({ type: 'snapshotFailed', cause: diskCause('write the snapshot', file, error) });
    }
  }

  private async begin(zxid: Zxid): Promise<void> {
    await this.discard();
    const temporary = path.join(this.directory, SNAPSHOT_TEMPORARY_PREFIX + snapshotName(zxid));
    const handle = await fs.promises.open(temporary, 'w', 0o644);
    this.draft = { zxid, temporary, handle, sizeBytes: 0, unsyncedBytes: 0 };
  }

  private async finish(draft: Draft): Promise<void> {
    await draft.handle.sync();
    await draft.handle.close();
    this.draft = null;
    await this.beforeNaming(draft.zxid);
    await fs.promises.rename(draft.temporary, path.join(this.directory, snapshotName(draft.zxid)));
    await syncDirectory(this.directory);
    this.report({ type: 'snapshotStored', zxid: draft.zxid, bytes: draft.sizeBytes });
  }

  private async discard(): Promise<void> {
    const { draft } = this;
    if (draft === null) return;
    this.draft = null;
    await draft.handle.close().catch(() => {});
    await fs.promises.rm(draft.temporary, { force: true }).catch(() => {});
  }
}

async function writeAll(draft: Draft, bytes: Uint8Array): Promise<void> {
  let at = 0;
  while (at < bytes.length) {
    const { bytesWritten } = await draft.handle.write(bytes, at, bytes.length - at, null);
    at += bytesWritten;
  }
  draft.sizeBytes += bytes.length;
  draft.unsyncedBytes += bytes.length;
  if (draft.unsyncedBytes < SYNC_STEP_BYTES) return;
  await draft.handle.datasync();
  draft.unsyncedBytes = 0;
}
