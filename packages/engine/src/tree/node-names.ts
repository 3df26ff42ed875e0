import type { ByteWriter } from '@vivarium/jute';
import { type ArenaRef, ByteArena } from './byte-arena.ts';
import type { NodeId } from './node-id.ts';
import { Column, NONE, type NodeTable } from './node-table.ts';

const SLASH = 0x2f;
/** First byte of a name whose length takes four bytes more. */
const LONG_NAME = 0xff;

/** Names of nodes, and the paths that they make. A name stands in the arena with its length before it. */
export class NodeNames {
  readonly arena: ByteArena;
  private readonly table: NodeTable;

  constructor(table: NodeTable) {
    this.table = table;
    this.arena = new ByteArena();
  }

  store(bytes: Uint8Array, start: number, end: number): ArenaRef {
    const length = end - start;
    const prefix = prefixBytes(length);
    const ref = this.arena.allocate(prefix + length);
    const into = this.arena.bytesAt(ref);
    let at = this.arena.offsetAt(ref);
    if (prefix === 1) {
      into[at++] = length;
    } else {
      into[at++] = LONG_NAME;
      for (let shift = 24; shift >= 0; shift -= 8) into[at++] = length >>> shift;
    }
    for (let from = start; from < end; from++) into[at++] = bytes[from] as number;
    return ref;
  }

  release(node: NodeId): void {
    const ref = this.table.get(node, Column.name);
    const length = this.length(node);
    this.arena.release(ref, prefixBytes(length) + length);
  }

  /** Bytes of the node's name. */
  length(node: NodeId): number {
    const ref = this.table.get(node, Column.name);
    return lengthAt(this.arena.bytesAt(ref), this.arena.offsetAt(ref));
  }

  /** The array that holds the name; it begins at `offset`. */
  bytes(node: NodeId): Uint8Array {
    return this.arena.bytesAt(this.table.get(node, Column.name));
  }

  offset(node: NodeId): number {
    const ref = this.table.get(node, Column.name);
    const at = this.arena.offsetAt(ref);
    return at + (this.arena.bytesAt(ref)[at] === LONG_NAME ? 5 : 1);
  }

  /** Appends the name as a jute string. */
  write(node: NodeId, writer: ByteWriter): void {
    const ref = this.table.get(node, Column.name);
    const page = this.arena.bytesAt(ref);
    let from = this.arena.offsetAt(ref);
    let length = page[from++] as number;
    if (length === LONG_NAME) {
      length = lengthAt(page, from - 1);
      from += 4;
    }
    writer.reserve(4 + length);
    const into = writer.bytes;
    let to = writer.length;
    into[to++] = length >>> 24;
    into[to++] = length >>> 16;
    into[to++] = length >>> 8;
    into[to++] = length;
    const end = to + length;
    for (; to < end; to++, from++) into[to] = page[from] as number;
    writer.length = end;
  }

  /** Whether bytes[start, end) is the node's path: names compared from the last upwards. */
  matches(node: NodeId, bytes: Uint8Array, start: number, end: number): boolean {
    const { table, arena } = this;
    let stop = end;
    let at = node;
    while (true) {
      const row = table.row(at);
      const offset = table.rowOffset(at);
      const parent = row[offset + Column.parent] as number;
      if (parent < 0) return stop === start;
      const ref = row[offset + Column.name] as number;
      const page = arena.bytesAt(ref);
      let name = arena.offsetAt(ref);
      let length = page[name++] as number;
      if (length === LONG_NAME) {
        length = lengthAt(page, name - 1);
        name += 4;
      }
      const first = stop - length;
      if (first <= start || bytes[first - 1] !== SLASH) return false;
      for (let i = first; i < stop; i++, name++) if (page[name] !== bytes[i]) return false;
      stop = first - 1;
      at = parent;
    }
  }

  /** Whether this text is the node's path; of a path that is not all ASCII it may say no. */
  isPath(node: NodeId, path: string): boolean {
    const { table, arena } = this;
    let at = path.length;
    for (let each = node; ; ) {
      const row = table.row(each);
      const offset = table.rowOffset(each);
      const parent = row[offset + Column.parent] as number;
      if (parent < 0) return at === 0 && parent === NONE;
      const ref = row[offset + Column.name] as number;
      const page = arena.bytesAt(ref);
      const name = arena.offsetAt(ref);
      const length = page[name] as number;
      if (length >= at || length === LONG_NAME) return false;
      for (let i = length; i > 0; i--) if (page[name + i] !== path.charCodeAt(--at)) return false;
      if (path.charCodeAt(--at) !== SLASH) return false;
      each = parent;
    }
  }

  /** Bytes of the node's path; 0 for the root, whose path is empty here. */
  pathLength(node: NodeId): number {
    let length = 0;
    for (let at = node; this.table.get(at, Column.parent) >= 0; at = this.table.get(at, Column.parent)) {
      length += this.length(at) + 1;
    }
    return length;
  }

  /** Writes the path so that it ends before `end`. */
  putPath(node: NodeId, into: Uint8Array, end: number): void {
    let stop = end;
    for (let at = node; this.table.get(at, Column.parent) >= 0; at = this.table.get(at, Column.parent)) {
      const length = this.length(at);
      const page = this.bytes(at);
      const name = this.offset(at);
      stop -= length;
      for (let i = 0; i < length; i++) into[stop + i] = page[name + i] as number;
      into[--stop] = SLASH;
    }
  }
}

function prefixBytes(length: number): number {
  return length < LONG_NAME ? 1 : 5;
}

function lengthAt(page: Uint8Array, at: number): number {
  const first = page[at] as number;
  if (first !== LONG_NAME) return first;
  return (
    ((page[at + 1] as number) << 24) |
    ((page[at + 2] as number) << 16) |
    ((page[at + 3] as number) << 8) |
    (page[at + 4] as number)
  );
}
