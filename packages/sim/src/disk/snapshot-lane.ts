import { type DiskOrder, snapshotName } from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import type { Schedule } from '../clock/schedule.ts';
import type { DiskFaults } from './disk-faults.ts';
import type { SimDirectory } from './sim-directory.ts';
import type { DiskReport } from './sim-disk.ts';
import type { SimFile } from './sim-file.ts';

type SnapshotChunk = Extract<DiskOrder, { readonly type: 'snapshotChunk' }>;

/** Files of this name mean nothing to recovery. */
export const TEMPORARY_PREFIX = 'vivarium-new-';

/** Writes snapshots as the host does: temporary name, sync, rename, sync of the directory. */
export class SnapshotLane {
  private readonly directory: SimDirectory;
  private readonly faults: DiskFaults;
  private readonly schedule: Schedule;
  private readonly report: (report: DiskReport) => void;
  private readonly vouchFor: (zxid: Zxid) => void;
  private isOver = false;
  /** Rises when what was begun is given up. */
  private attempt = 0;
  private draft: { readonly name: string; readonly file: SimFile } | null = null;

  constructor(
    directory: SimDirectory,
    faults: DiskFaults,
    schedule: Schedule,
    report: (report: DiskReport) => void,
    vouchFor: (zxid: Zxid) => void,
  ) {
    this.vouchFor = vouchFor;
    this.directory = directory;
    this.faults = faults;
    this.schedule = schedule;
    this.report = report;
  }

  /** The process is gone: what is not renamed yet never will be. */
  stop(): void {
    this.isOver = true;
  }

  /** Gives up what is being written. */
  discard(): void {
    this.attempt++;
    if (this.draft !== null) this.directory.remove(this.draft.name);
    this.draft = null;
  }

  execute(chunk: SnapshotChunk): void {
    if (chunk.first) {
      this.vouchFor(chunk.zxid);
      const name = TEMPORARY_PREFIX + snapshotName(chunk.zxid);
      this.draft = { name, file: this.directory.create(name) };
    }
    const { draft } = this;
    if (draft === null) return;
    if (this.faults.isFull) {
      this.draft = null;
      this.directory.remove(draft.name);
      this.schedule.after(100, () => this.report({ type: 'snapshotFailed', cause: 'ENOSPC' }));
      return;
    }
    draft.file.append(chunk.bytes);
    if (!chunk.last) {
      this.schedule.after(200, () => this.report({ type: 'snapshotDrained' }));
      return;
    }
    this.draft = null;
    const { attempt } = this;
    this.schedule.at(this.faults.syncEnd(this.schedule.nowUs), () => {
      if (this.isOver || attempt !== this.attempt) return;
      draft.file.sync();
      this.directory.rename(draft.name, snapshotName(chunk.zxid));
      this.schedule.at(this.faults.syncEnd(this.schedule.nowUs), () => {
        if (this.isOver || attempt !== this.attempt) return;
        this.directory.sync();
        this.report({ type: 'snapshotStored', zxid: chunk.zxid, bytes: draft.file.length });
      });
    });
  }
}
