import { STAT_BYTES } from '@vivarium/jute';
import type { NodeId } from './node-id.ts';

const CHUNK_BITS = 12;
const CHUNK_NODES = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_NODES - 1;
/** A node's columns and its Stat stand together: one look at a node is one or two lines of the cache. */
const COLUMNS = 8;
const RECORD_WORDS = COLUMNS + STAT_BYTES / 4;
const RECORD_BYTES = RECORD_WORDS * 4;
const STAT_OFFSET = COLUMNS * 4;
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
  private readonly words: Int32Array[] = [];
  private readonly bytes: Uint8Array[] = [];
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
      if (node >>> CHUNK_BITS === this.words.length) this.addChunk();
    } else {
      this.firstFree = this.get(node, Column.next);
    }
    const row = this.row(node);
    const at = this.rowOffset(node);
    for (let i = 0; i < COLUMNS; i++) row[at + i] = NONE;
    for (let i = COLUMNS; i < RECORD_WORDS; i++) row[at + i] = 0;
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

  /** The array that holds the node's columns; they begin at `rowOffset`. For loops that read several. */
  row(node: NodeId): Int32Array {
    return this.words[node >>> CHUNK_BITS] as Int32Array;
  }

  rowOffset(node: NodeId): number {
    return (node & CHUNK_MASK) * RECORD_WORDS;
  }

  get(node: NodeId, column: Column): number {
    return this.row(node)[this.rowOffset(node) + column] as number;
  }

  set(node: NodeId, column: Column, value: number): void {
    this.row(node)[this.rowOffset(node) + column] = value;
  }

  /** The array that holds the node's Stat; it begins at `statOffset`. */
  statBytes(node: NodeId): Uint8Array {
    return this.bytes[node >>> CHUNK_BITS] as Uint8Array;
  }

  statOffset(node: NodeId): number {
    return (node & CHUNK_MASK) * RECORD_BYTES + STAT_OFFSET;
  }

  getI32(node: NodeId, field: StatField): number {
    return this.view(node).getInt32(this.statOffset(node) + field);
  }

  setI32(node: NodeId, field: StatField, value: number): void {
    this.view(node).setInt32(this.statOffset(node) + field, value);
  }

  getI64(node: NodeId, field: StatField): number {
    const at = this.statOffset(node) + field;
    const view = this.view(node);
    return view.getInt32(at) * TWO_32 + view.getUint32(at + 4);
  }

  setI64(node: NodeId, field: StatField, value: number): void {
    const at = this.statOffset(node) + field;
    const view = this.view(node);
    const high = Math.floor(value / TWO_32);
    view.setInt32(at, high);
    view.setInt32(at + 4, value - high * TWO_32);
  }

  owner(node: NodeId): bigint {
    const view = this.view(node);
    const at = this.statOffset(node) + StatField.ephemeralOwner;
    // Nearly every node has none, and each bigint that is read is a new object.
    return view.getInt32(at) === 0 && view.getInt32(at + 4) === 0 ? 0n : view.getBigInt64(at);
  }

  setOwner(node: NodeId, owner: bigint): void {
    this.view(node).setBigInt64(this.statOffset(node) + StatField.ephemeralOwner, owner);
  }

  /** Writes the node's 68 bytes at `to`, by words: byte by byte takes four times as long. */
  copyStat(node: NodeId, into: Uint8Array, to: number): void {
    const view = this.view(node);
    let from = this.statOffset(node);
    for (let at = to; at < to + STAT_BYTES; at += 4, from += 4) {
      const word = view.getInt32(from);
      into[at] = word >>> 24;
      into[at + 1] = word >>> 16;
      into[at + 2] = word >>> 8;
      into[at + 3] = word;
    }
  }

  private view(node: NodeId): DataView {
    return this.views[node >>> CHUNK_BITS] as DataView;
  }

  private addChunk(): void {
    const buffer = new ArrayBuffer(CHUNK_NODES * RECORD_BYTES);
    this.words.push(new Int32Array(buffer));
    this.bytes.push(new Uint8Array(buffer));
    this.views.push(new DataView(buffer));
  }
}
