import { STAT_BYTES } from '@vivarium/jute';
import type { NodeId } from './node-id.ts';

const CHUNK_BITS = 12;
const CHUNK_NODES = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_NODES - 1;
const FIELD_BITS = 3;
const TWO_32 = 4294967296;

/** Columns of a node, an i32 each. */
export const Column = {
  /** -1 for the root, FREE for a slot without a node. */
  parent: 0,
  /** The oldest child; its `previous` is the youngest. */
  firstChild: 1,
  next: 2,
  previous: 3,
  acl: 4,
  /** State of the path hash after this node's path. */
  hash: 5,
  name: 6,
  data: 7,
} as const;
export type Column = (typeof Column)[keyof typeof Column];

/** Offsets in a node's 68 bytes, which stand as Stat does on the wire (cversion and owner as kept). */
export const StatField = {
  czxid: 0,
  mzxid: 8,
  ctime: 16,
  mtime: 24,
  version: 32,
  cversion: 36,
  aversion: 40,
  ephemeralOwner: 44,
  dataLength: 52,
  numChildren: 56,
  pzxid: 60,
} as const;
export type StatField = (typeof StatField)[keyof typeof StatField];

export const NONE = -1;
const FREE = -2;

/**
 * Slots for nodes, in chunks, so that growing copies nothing. A slot keeps its number; a freed one is used
 * again, the last freed first.
 */
export class NodeTable {
  private readonly columns: Int32Array[] = [];
  private readonly stats: Uint8Array[] = [];
  private readonly views: DataView[] = [];
  private firstFree = NONE;
  /** Slots handed out so far, free ones included. */
  limit = 0;
  live = 0;

  /** A slot whose columns are NONE and whose Stat is zero. */
  allocate(): NodeId {
    let node = this.firstFree;
    if (node === NONE) {
      node = this.limit++;
      if (node >>> CHUNK_BITS === this.columns.length) this.addChunk();
    } else {
      this.firstFree = this.get(node, Column.next);
    }
    const at = (node & CHUNK_MASK) << FIELD_BITS;
    (this.columns[node >>> CHUNK_BITS] as Int32Array).fill(NONE, at, at + (1 << FIELD_BITS));
    const from = (node & CHUNK_MASK) * STAT_BYTES;
    (this.stats[node >>> CHUNK_BITS] as Uint8Array).fill(0, from, from + STAT_BYTES);
    this.live++;
    return node;
  }

  release(node: NodeId): void {
    this.set(node, Column.parent, FREE);
    this.set(node, Column.next, this.firstFree);
    this.firstFree = node;
    this.live--;
  }

  isLive(node: NodeId): boolean {
    return node < this.limit && this.get(node, Column.parent) !== FREE;
  }

  get(node: NodeId, column: Column): number {
    const columns = this.columns[node >>> CHUNK_BITS] as Int32Array;
    return columns[((node & CHUNK_MASK) << FIELD_BITS) | column] as number;
  }

  set(node: NodeId, column: Column, value: number): void {
    const columns = this.columns[node >>> CHUNK_BITS] as Int32Array;
    columns[((node & CHUNK_MASK) << FIELD_BITS) | column] = value;
  }

  /** The array that holds the node's Stat; it begins at `statOffset`. */
  statBytes(node: NodeId): Uint8Array {
    return this.stats[node >>> CHUNK_BITS] as Uint8Array;
  }

  statOffset(node: NodeId): number {
    return (node & CHUNK_MASK) * STAT_BYTES;
  }

  getI32(node: NodeId, field: StatField): number {
    return this.view(node).getInt32((node & CHUNK_MASK) * STAT_BYTES + field);
  }

  setI32(node: NodeId, field: StatField, value: number): void {
    this.view(node).setInt32((node & CHUNK_MASK) * STAT_BYTES + field, value);
  }

  getI64(node: NodeId, field: StatField): number {
    const at = (node & CHUNK_MASK) * STAT_BYTES + field;
    const view = this.view(node);
    return view.getInt32(at) * TWO_32 + view.getUint32(at + 4);
  }

  setI64(node: NodeId, field: StatField, value: number): void {
    const at = (node & CHUNK_MASK) * STAT_BYTES + field;
    const view = this.view(node);
    const high = Math.floor(value / TWO_32);
    view.setInt32(at, high);
    view.setInt32(at + 4, value - high * TWO_32);
  }

  owner(node: NodeId): bigint {
    return this.view(node).getBigInt64((node & CHUNK_MASK) * STAT_BYTES + StatField.ephemeralOwner);
  }

  setOwner(node: NodeId, owner: bigint): void {
    this.view(node).setBigInt64((node & CHUNK_MASK) * STAT_BYTES + StatField.ephemeralOwner, owner);
  }

  private view(node: NodeId): DataView {
    return this.views[node >>> CHUNK_BITS] as DataView;
  }

  private addChunk(): void {
    this.columns.push(new Int32Array(CHUNK_NODES << FIELD_BITS));
    const stats = new Uint8Array(CHUNK_NODES * STAT_BYTES);
    this.stats.push(stats);
    this.views.push(new DataView(stats.buffer));
  }
}
