import { adler32, ByteWriter, type SessionId, SNAPSHOT_MAGIC, type Zxid } from '@vivarium/jute';
import type { DataTree } from '../tree/data-tree.ts';
import { DIGEST_VERSION, nodeDigest } from '../tree/digest.ts';
import { NO_NODE, type NodeId } from '../tree/node-id.ts';
import type { TreeHook } from '../tree/tree-listener.ts';

const VERSION = 2;
const DB_ID = -1;
/** The path that ends the nodes, and each seal. */
const END_PATH = '/';
/** An emptied buffer above this is not kept. */
const KEPT_CAPACITY_BYTES = 1024 * 1024;

export interface SnapshotOptions {
  /** `stream` leaves out file header and seals: what a leader sends to a learner. */
  readonly framing?: 'file' | 'stream';
  /** Adds the tree's digest and a second seal; Apache's readers compare it. Costs a CRC over all bytes. */
  readonly digest?: boolean;
}

/**
 * Writes the tree as it is at one zxid while it goes on changing: a node that is about to change or vanish is
 * written first, with those of its ancestors that are not written yet. So every node appears once, parents first,
 * as it was at the start; sessions and the ACL table are taken at the start.
 *
 * Bytes kept in memory besides the tree: what `next` has not handed out, which grows between two calls by the
 * nodes changed meanwhile (each once, with its unwritten ancestors), never beyond the snapshot's own size; and a bit per
 * slot. Source of the format: Apache's FileSnap and DataTree.serialize.
 */
export class SnapshotWriter implements TreeHook {
  private readonly tree: DataTree;
  private readonly zxid: Zxid;
  private readonly sealed: boolean;
  private readonly digested: boolean;
  /** Slots below this held the nodes that the snapshot is about. */
  private readonly limit: number;
  /** A bit per slot: nothing (more) to write there. */
  private readonly written: Uint8Array;
  private readonly ancestors: NodeId[] = [];
  private readonly scratch = new ByteWriter();
  private out = new ByteWriter(64 * 1024);
  /** Bytes of `out` handed out, and bytes that are in the checksum. */
  private taken = 0;
  private summed = 0;
  private sum = 1;
  private digest = 0n;
  private slot = 0;
  private state: 'nodes' | 'complete' | 'released' = 'nodes';

  /** Starts now: `zxid` is that of the last txn in the tree. Until the last chunk or `cancel` the tree is watched. */
  constructor(
    tree: DataTree,
    sessions: Iterable<{ readonly sessionId: SessionId; readonly timeoutMs: number }>,
    zxid: Zxid,
    options: SnapshotOptions = {},
  ) {
    this.tree = tree;
    this.zxid = zxid;
    this.sealed = options.framing !== 'stream';
    this.digested = this.sealed && options.digest === true;
    this.limit = tree.slotLimit;
    this.written = new Uint8Array((this.limit >>> 3) + 1);
    this.writeStart(sessions);
    tree.addHook(this);
  }

  /** Bytes that wait to be handed out. */
  get bufferedBytes(): number {
    return this.out.length - this.taken;
  }

  /** The next bytes of the file, `maxBytes` unless they are the last. They are the caller's own. */
  next(maxBytes: number): { bytes: Uint8Array; last: boolean } {
    while (this.state === 'nodes' && this.bufferedBytes < maxBytes) this.writeSome();
    const count = Math.min(maxBytes, this.bufferedBytes);
    const bytes = this.out.bytes.slice(this.taken, this.taken + count);
    this.taken += count;
    this.compact();
    return { bytes, last: this.state !== 'nodes' && this.bufferedBytes === 0 };
  }

  /** Gives up: the tree is not watched any more. */
  cancel(): void {
    this.state = 'released';
    this.tree.removeHook(this);
  }

  beforeChange(node: NodeId): void {
    if (node < this.limit && !this.isWritten(node)) this.writeNode(node);
  }

  created(node: NodeId): void {
    if (node < this.limit) this.setWritten(node);
  }

  private writeStart(
    sessions: Iterable<{ readonly sessionId: SessionId; readonly timeoutMs: number }>,
  ): void {
    const out = this.out;
    if (this.sealed) {
      out.i32(SNAPSHOT_MAGIC);
      out.i32(VERSION);
      out.i64(DB_ID);
    }
    const countAt = out.skipI32();
    let count = 0;
    for (const { sessionId, timeoutMs } of sessions) {
      out.i64Big(sessionId);
      out.i32(timeoutMs);
      count++;
    }
    out.putI32(countAt, count);
    this.tree.writeAcls(out);
  }

  /** The next node in the order of slots, or the end. */
  private writeSome(): void {
    const { tree, limit } = this;
    while (this.slot < limit) {
      const node = this.slot++;
      if (this.isWritten(node) || !tree.isLive(node)) continue;
      this.writeNode(node);
      return;
    }
    tree.removeHook(this);
    this.out.string(END_PATH);
    if (this.sealed) this.writeSeal();
    if (this.digested) {
      this.out.i64(this.zxid);
      this.out.i32(DIGEST_VERSION);
      this.out.i64Big(BigInt.asIntN(64, this.digest));
      this.writeSeal();
    }
    this.state = 'complete';
  }

  /** An unwritten node's ancestors cannot have gone: they would have been written, and this one with them. */
  private writeNode(node: NodeId): void {
    const { tree, ancestors } = this;
    for (let at = node; at !== NO_NODE && !this.isWritten(at); at = tree.parent(at)) ancestors.push(at);
    for (let at = ancestors.pop(); at !== undefined; at = ancestors.pop()) {
      tree.writeSnapshotNode(at, this.out);
      if (this.digested) this.digest += BigInt(nodeDigest(tree, at, this.scratch.reset()));
      this.setWritten(at);
    }
  }

  private writeSeal(): void {
    this.addToSum(this.out.length);
    this.out.i64(this.sum);
    this.out.string(END_PATH);
  }

  private addToSum(end: number): void {
    this.sum = adler32(this.out.bytes, this.summed, end, this.sum);
    this.summed = end;
  }

  /** Moves what is left to the front, when that is less than what was taken. */
  private compact(): void {
    const left = this.bufferedBytes;
    if (left > this.taken) return;
    if (this.summed < this.taken) this.addToSum(this.taken);
    if (left === 0 && this.out.bytes.length > KEPT_CAPACITY_BYTES) this.out = new ByteWriter(64 * 1024);
    else this.out.bytes.copyWithin(0, this.taken, this.out.length);
    this.out.length = left;
    this.summed -= this.taken;
    this.taken = 0;
  }

  private isWritten(node: NodeId): boolean {
    return (((this.written[node >>> 3] as number) >>> (node & 7)) & 1) === 1;
  }

  private setWritten(node: NodeId): void {
    this.written[node >>> 3] = (this.written[node >>> 3] as number) | (1 << (node & 7));
  }
}
