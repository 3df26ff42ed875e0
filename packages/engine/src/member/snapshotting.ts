import type { SessionId, Zxid } from '@vivarium/jute';
import { SnapshotWriter } from '../log/snapshot-writer.ts';
import type { SessionTable } from '../session/session-table.ts';
import type { DataTree } from '../tree/data-tree.ts';
import type { MemberConfig } from './config.ts';
import type { MemberInput } from './input.ts';
import { SNAPSHOT_CHUNK_BYTES } from './limits.ts';
import type { Outbox } from './outbox.ts';
import { Prng } from './prng.ts';

/**
 * When a snapshot is taken, and its way to the disk: one chunk at a time, each when the host has room for it, while
 * the member goes on serving. Source of the rule: Apache's SyncRequestProcessor.
 */
export class Snapshotting {
  private readonly config: MemberConfig;
  private readonly tree: DataTree;
  private readonly sessions: SessionTable;
  private readonly prng: Prng;
  private txns = 0;
  private bytes = 0;
  /** Drawn anew after each snapshot, so that the members of an ensemble do not all take theirs at once. */
  private txnsMax = 0;
  private bytesMax = 0;
  private writer: SnapshotWriter | null = null;
  private zxid = 0 as Zxid;
  /** Every chunk is handed out; the host has not stored the file yet. */
  private draining = false;

  constructor(config: MemberConfig, tree: DataTree, sessions: SessionTable, seed: number) {
    this.config = config;
    this.tree = tree;
    this.sessions = sessions;
    this.prng = new Prng(seed);
    this.draw();
  }

  /** Counts records that were given to the log; starts a snapshot, and a new log file, when enough have come. */
  logged(txns: number, bytes: number, outbox: Outbox): void {
    this.txns += txns;
    this.bytes += bytes;
    if (this.txns <= this.txnsMax && this.bytes <= this.bytesMax) return;
    this.draw();
    outbox.diskOrders.push({ type: 'roll' });
    // A slow disk may still be at the last one; the next turn comes.
    this.start(outbox);
  }

  step(input: MemberInput, outbox: Outbox): void {
    switch (input.type) {
      case 'snapshotWanted':
        this.start(outbox);
        break;
      case 'snapshotDrained':
        if (this.writer !== null) this.sendChunk(this.writer, false, outbox);
        break;
      case 'snapshotStored':
        if (outbox.eventsWanted) {
          outbox.events.push({ type: 'snapshotFinished', zxid: input.zxid, bytes: input.bytes });
        }
        this.draining = false;
        break;
      case 'snapshotFailed':
        this.stop();
        break;
    }
  }

  /** Gives up a running snapshot. */
  stop(): void {
    this.writer?.cancel();
    this.writer = null;
    this.draining = false;
  }

  private start(outbox: Outbox): void {
    if (this.writer !== null || this.draining) return;
    this.zxid = this.tree.lastProcessedZxid;
    this.writer = new SnapshotWriter(this.tree, this.committedSessions(), this.zxid);
    if (outbox.eventsWanted) outbox.events.push({ type: 'snapshotStarted', zxid: this.zxid });
    this.sendChunk(this.writer, true, outbox);
  }

  private sendChunk(writer: SnapshotWriter, first: boolean, outbox: Outbox): void {
    const { bytes, last } = writer.next(SNAPSHOT_CHUNK_BYTES);
    outbox.diskOrders.push({ type: 'snapshotChunk', zxid: this.zxid, bytes, first, last });
    if (!last) return;
    this.writer = null;
    this.draining = true;
  }

  /** A session whose transaction is not applied yet is in the log behind the snapshot. */
  private *committedSessions(): Generator<{ sessionId: SessionId; timeoutMs: number }> {
    for (const { id, timeoutMs, committed } of this.sessions.all()) {
      if (committed) yield { sessionId: id, timeoutMs };
    }
  }

  private draw(): void {
    const { snapCount, snapSizeLimitBytes } = this.config;
    this.txns = 0;
    this.bytes = 0;
    this.txnsMax = Math.floor(snapCount / 2) + this.prng.below(Math.max(1, Math.floor(snapCount / 2)));
    const half = Math.floor(snapSizeLimitBytes / 2);
    this.bytesMax = half > 0 ? half + this.prng.below(half) : Number.POSITIVE_INFINITY;
  }
}
