import type { NodeId } from './node-id.ts';
import type { NodeNames } from './node-names.ts';
import { Column, type NodeTable } from './node-table.ts';

const SEGMENTS = 256;
const SEGMENT_SHIFT = 24;
const FIRST_CAPACITY = 8;
const EMPTY = 0;
/** An entry is six bits of the hash that no slot number uses, then node + 1: few entries of others need a look. */
const TAG_BITS = 0xfc0000;
const TAG_SHIFT = 8;
const NODE_BITS = 0x3ffffff;
const SLASH = 0x2f;
const PRIME = 0x9e3779b1;

/**
 * Continues the hash of a path by bytes[start, end). Each step is invertible and mixes high bits back into
 * low ones, so two names that collide under one seed do not under another.
 */
export function hashBytes(hash: number, bytes: Uint8Array, start: number, end: number): number {
  let h = hash;
  for (let at = start; at < end; at++) {
    h = Math.imul(h ^ (bytes[at] as number), PRIME);
    h ^= h >>> 15;
  }
  return h;
}

/** The hash of a child's path from its parent's and the child's name. */
export function hashChild(parentHash: number, name: Uint8Array, start: number, end: number): number {
  let h = Math.imul(parentHash ^ SLASH, PRIME);
  h ^= h >>> 15;
  return hashBytes(h, name, start, end);
}

/**
 * Paths to nodes: open addressing over the hash of the whole path, verified against the names. It is cut into
 * segments that grow one at a time: no single create pays for moving a million entries.
 */
export class PathIndex {
  private readonly table: NodeTable;
  private readonly names: NodeNames;
  private readonly segments: Int32Array[] = [];
  private readonly counts = new Int32Array(SEGMENTS);

  constructor(table: NodeTable, names: NodeNames) {
    this.table = table;
    this.names = names;
    for (let i = 0; i < SEGMENTS; i++) this.segments.push(new Int32Array(FIRST_CAPACITY));
  }

  /** The node at bytes[start, end), whose hash is given, or -1. */
  find(hash: number, bytes: Uint8Array, start: number, end: number): NodeId {
    const segment = this.segments[hash >>> SEGMENT_SHIFT] as Int32Array;
    const mask = segment.length - 1;
    const tag = tagOf(hash);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = segment[slot] as number;
      if (entry === EMPTY) return -1;
      if ((entry & ~NODE_BITS) !== tag) continue;
      const node = (entry & NODE_BITS) - 1;
      if (this.table.get(node, Column.hash) === hash && this.names.matches(node, bytes, start, end)) {
        return node;
      }
    }
  }

  /** Adds a node whose hash column is set and whose path is not there yet. */
  add(node: NodeId): void {
    const hash = this.table.get(node, Column.hash);
    const number = hash >>> SEGMENT_SHIFT;
    let segment = this.segments[number] as Int32Array;
    const count = (this.counts[number] as number) + 1;
    if (count * 3 > segment.length * 2) segment = this.grow(number);
    this.counts[number] = count;
    if (node >= NODE_BITS) throw new RangeError('the tree is full (67 million nodes)');
    put(segment, hash, tagOf(hash) | (node + 1));
  }

  remove(node: NodeId): void {
    const hash = this.table.get(node, Column.hash);
    const number = hash >>> SEGMENT_SHIFT;
    const segment = this.segments[number] as Int32Array;
    const mask = segment.length - 1;
    let hole = hash & mask;
    const entry = tagOf(hash) | (node + 1);
    while (segment[hole] !== entry) {
      if (segment[hole] === EMPTY) throw new Error(`node ${node} is not in the path index`);
      hole = (hole + 1) & mask;
    }
    this.counts[number] = (this.counts[number] as number) - 1;
    // Entries behind the hole move up, unless they would pass their own first slot: no tombstones.
    for (let slot = (hole + 1) & mask; segment[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const home = this.table.get(((segment[slot] as number) & NODE_BITS) - 1, Column.hash) & mask;
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        segment[hole] = segment[slot] as number;
        hole = slot;
      }
    }
    segment[hole] = EMPTY;
  }

  private grow(number: number): Int32Array {
    const old = this.segments[number] as Int32Array;
    // Each entry that moves is a look at its node, far away in memory: by fours it moves a third as often as by twos.
    const grown = new Int32Array(old.length * 4);
    for (const entry of old) {
      if (entry !== EMPTY) put(grown, this.table.get((entry & NODE_BITS) - 1, Column.hash), entry);
    }
    this.segments[number] = grown;
    return grown;
  }
}

function tagOf(hash: number): number {
  return (hash & TAG_BITS) << TAG_SHIFT;
}

function put(segment: Int32Array, hash: number, entry: number): void {
  const mask = segment.length - 1;
  let slot = hash & mask;
  while (segment[slot] !== EMPTY) slot = (slot + 1) & mask;
  segment[slot] = entry;
}
