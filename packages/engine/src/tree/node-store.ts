import { type Acl, type ByteWriter, type SessionId, STAT_BYTES, type Stat, type Zxid } from '@vivarium/jute';
import { AclTable, OPEN_ACL_ID } from './acl-table.ts';
import { ByteArena, EMPTY_REF, NULL_REF } from './byte-arena.ts';
import type { BytePattern } from './byte-pattern.ts';
import { NO_NODE, type NodeId } from './node-id.ts';
import { NodeNames } from './node-names.ts';
import { Column, NONE, NodeTable, StatField } from './node-table.ts';
import { OwnerIndex, ownerKind } from './owner-index.ts';
import { hashBytes, hashChild, PathIndex } from './path-index.ts';

export const ROOT: NodeId = 0;
const SLASH = 0x2f;
const SHORT_COPY_BYTES = 32;
/** Before a string. */
const LENGTH_BYTES = 4;
const SCRATCH_BYTES = 1024;
const CONTAINER_TOP_BYTE = 0x80;
const TTL_TOP_BYTE = 0xff;
const utf8 = new TextEncoder();
const utf8Text = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Znodes as rows of typed arrays: how they are found, read and linked. What a change means is DataTree's.
 * Nothing here allocates on the way of a read.
 */
export class NodeStore {
  protected table = new NodeTable();
  protected names = new NodeNames(this.table);
  protected index = new PathIndex(this.table, this.names);
  protected values = new ByteArena();
  protected acls = new AclTable();
  protected ownerIndex = new OwnerIndex();
  protected readonly hashSeed: number;
  /** UTF-8 of the path at hand. */
  protected scratch = new Uint8Array(SCRATCH_BYTES);
  protected sizeBytes = 0;

  protected constructor(hashSeed: number) {
    this.hashSeed = hashSeed | 0;
  }

  /** Forgets every node, the root too. */
  protected reset(): void {
    this.table = new NodeTable();
    this.names = new NodeNames(this.table);
    this.index = new PathIndex(this.table, this.names);
    this.values = new ByteArena();
    this.acls = new AclTable();
    this.ownerIndex = new OwnerIndex();
    this.sizeBytes = 0;
  }

  find(path: string): NodeId {
    return this.findBytes(this.scratchBytesOf(path), 0, this.scratchLength);
  }

  /** The same for UTF-8 bytes as they stand in a request: no string is made. */
  findBytes(bytes: Uint8Array, start: number, end: number): NodeId {
    const length = end - start;
    if (length <= 1 && (length === 0 || bytes[start] === SLASH))
      return this.table.live === 0 ? NO_NODE : ROOT;
    return this.index.find(hashBytes(this.hashSeed, bytes, start, end), bytes, start, end);
  }

  path(node: NodeId): string {
    if (node === ROOT) return '/';
    const bytes = new Uint8Array(this.names.pathLength(node));
    this.names.putPath(node, bytes, bytes.length);
    return utf8Text.decode(bytes);
  }

  /** NO_NODE for the root. */
  parent(node: NodeId): NodeId {
    return this.table.get(node, Column.parent);
  }

  /** The oldest child, or NO_NODE. */
  firstChild(node: NodeId): NodeId {
    return this.table.get(node, Column.firstChild);
  }

  /** The next younger child of the same parent, or NO_NODE. */
  nextSibling(node: NodeId): NodeId {
    return this.table.get(node, Column.next);
  }

  /** Appends the 68 bytes of Stat. */
  writeStat(node: NodeId, writer: ByteWriter): void {
    writer.reserve(STAT_BYTES);
    const into = writer.bytes;
    const to = writer.length;
    this.table.copyStat(node, into, to);
    writer.putI32(to + StatField.cversion, this.shownCversion(node));
    const top = into[to + StatField.ephemeralOwner];
    if ((top === CONTAINER_TOP_BYTE || top === TTL_TOP_BYTE) && this.shownOwner(node) === 0n) {
      into.fill(0, to + StatField.ephemeralOwner, to + StatField.ephemeralOwner + 8);
    }
    writer.length = to + STAT_BYTES;
  }

  /** Appends the data as a jute buffer (length -1 for null). */
  writeData(node: NodeId, writer: ByteWriter): void {
    const ref = this.table.get(node, Column.data);
    if (ref === NULL_REF) {
      writer.i32(-1);
      return;
    }
    const length = this.table.getI32(node, StatField.dataLength);
    writer.i32(length);
    writer.reserve(length);
    copyBytes(this.values.bytesAt(ref), this.values.offsetAt(ref), length, writer.bytes, writer.length);
    writer.length += length;
  }

  /** Appends the names of the children as a vector of strings. */
  writeChildren(node: NodeId, writer: ByteWriter): void {
    const count = this.numChildren(node);
    writer.i32(count);
    if (count === 0) return;
    // Names beside each other are mostly of a length: a long list need not be copied each time it outgrows the array.
    writer.reserve(count * (LENGTH_BYTES + this.names.length(this.firstChild(node))));
    for (let child = this.firstChild(node); child !== NONE; child = this.nextSibling(child)) {
      this.names.write(child, writer);
    }
  }

  /** Appends path, data, ACL id and StatPersisted: a node as a snapshot holds it. */
  writeSnapshotNode(node: NodeId, writer: ByteWriter): void {
    const length = this.names.pathLength(node);
    writer.i32(length);
    writer.reserve(length);
    this.names.putPath(node, writer.bytes, writer.length + length);
    writer.length += length;
    this.writeData(node, writer);
    writer.i64(this.table.get(node, Column.acl));
    writer.reserve(STAT_BYTES);
    const from = this.table.statBytes(node);
    const at = this.table.statOffset(node);
    copyBytes(from, at, StatField.dataLength, writer.bytes, writer.length);
    copyBytes(from, at + StatField.pzxid, 8, writer.bytes, writer.length + StatField.dataLength);
    writer.length += StatField.dataLength + 8;
  }

  /** Appends what a node's digest is taken of: path ("" for the root), data, Stat in the digest's own order. */
  writeDigestInput(node: NodeId, writer: ByteWriter): number {
    const pathLength = this.names.pathLength(node);
    const dataLength = this.dataLength(node);
    writer.reserve(pathLength + dataLength + STAT_BYTES);
    const into = writer.bytes;
    let to = writer.length;
    this.names.putPath(node, into, to + pathLength);
    to += pathLength;
    const ref = this.table.get(node, Column.data);
    copyBytes(this.values.bytesAt(ref), this.values.offsetAt(ref), dataLength, into, to);
    to += dataLength;
    const stat = this.table.statBytes(node);
    const at = this.table.statOffset(node);
    const fields = StatField;
    to = put(stat, at + fields.czxid, 16, into, to);
    to = put(stat, at + fields.pzxid, 8, into, to);
    to = put(stat, at + fields.ctime, 36, into, to);
    writer.length = to;
    return to;
  }

  stat(node: NodeId): Stat {
    return {
      czxid: this.table.getI64(node, StatField.czxid) as Zxid,
      mzxid: this.mzxid(node),
      ctime: this.table.getI64(node, StatField.ctime),
      mtime: this.mtimeMs(node),
      version: this.version(node),
      cversion: this.shownCversion(node),
      aversion: this.aversion(node),
      ephemeralOwner: this.shownOwner(node) as SessionId,
      dataLength: this.dataLength(node),
      numChildren: this.numChildren(node),
      pzxid: this.pzxid(node),
    };
  }

  /** A copy. */
  data(node: NodeId): Uint8Array | null {
    const ref = this.table.get(node, Column.data);
    if (ref === NULL_REF) return null;
    const at = this.values.offsetAt(ref);
    return this.values.bytesAt(ref).slice(at, at + this.dataLength(node));
  }

  /** Offset of the first match in the node's name, -1 for none. */
  findInName(node: NodeId, pattern: BytePattern): number {
    const at = this.names.offset(node);
    return pattern.find(this.names.bytes(node), at, at + this.names.length(node));
  }

  /** Offset of the first match in the node's data, -1 for none. */
  findInData(node: NodeId, pattern: BytePattern): number {
    const ref = this.table.get(node, Column.data);
    if (ref === NULL_REF) return -1;
    const at = this.values.offsetAt(ref);
    return pattern.find(this.values.bytesAt(ref), at, at + this.dataLength(node));
  }

  /** UTF-8 bytes of the node's name. */
  nameLength(node: NodeId): number {
    return node === ROOT ? 0 : this.names.length(node);
  }

  /** 0 for null. */
  dataLength(node: NodeId): number {
    return this.table.getI32(node, StatField.dataLength);
  }

  name(node: NodeId): string {
    const at = this.names.offset(node);
    return utf8Text.decode(this.names.bytes(node).subarray(at, at + this.names.length(node)));
  }

  /** Oldest first. */
  children(node: NodeId): string[] {
    const children: string[] = [];
    for (let child = this.firstChild(node); child !== NONE; child = this.nextSibling(child)) {
      children.push(this.name(child));
    }
    return children;
  }

  numChildren(node: NodeId): number {
    return this.table.getI32(node, StatField.numChildren);
  }

  version(node: NodeId): number {
    return this.table.getI32(node, StatField.version);
  }

  aversion(node: NodeId): number {
    return this.table.getI32(node, StatField.aversion);
  }

  /** As kept, not as Stat shows it. */
  storedCversion(node: NodeId): number {
    return this.table.getI32(node, StatField.cversion);
  }

  /** As kept: session id, or the marks of containers and TTL nodes. */
  ephemeralOwner(node: NodeId): bigint {
    return this.table.owner(node);
  }

  mzxid(node: NodeId): Zxid {
    return this.table.getI64(node, StatField.mzxid) as Zxid;
  }

  pzxid(node: NodeId): Zxid {
    return this.table.getI64(node, StatField.pzxid) as Zxid;
  }

  mtimeMs(node: NodeId): number {
    return this.table.getI64(node, StatField.mtime);
  }

  ctimeMs(node: NodeId): number {
    return this.table.getI64(node, StatField.ctime);
  }

  acl(node: NodeId): readonly Acl[] {
    return this.acls.list(this.table.get(node, Column.acl));
  }

  /** True for world:anyone with all permissions: the common case, which needs no look at any id. */
  aclIsOpen(node: NodeId): boolean {
    return this.table.get(node, Column.acl) === OPEN_ACL_ID;
  }

  /** Stat counts deletions of children too. Source: Apache's DataNode. */
  private shownCversion(node: NodeId): number {
    return (2 * this.storedCversion(node) - this.numChildren(node)) | 0;
  }

  private shownOwner(node: NodeId): bigint {
    const owner = this.table.owner(node);
    return ownerKind(owner) === 'session' ? owner : 0n;
  }

  /** The child whose name is bytes[start, end) and whose path is bytes[0, end). */
  protected childOf(parent: NodeId, bytes: Uint8Array, start: number, end: number): NodeId {
    return this.index.find(hashChild(this.table.get(parent, Column.hash), bytes, start, end), bytes, 0, end);
  }

  /** Encodes a path; `scratchLength` says how far it reaches. Good until the next call. */
  protected scratchBytesOf(path: string): Uint8Array {
    const length = path.length;
    if (length * 3 > this.scratch.length) this.scratch = new Uint8Array(length * 3);
    for (let i = 0; i < length; i++) {
      const unit = path.charCodeAt(i);
      if (unit > 0x7f) {
        this.scratchLength = utf8.encodeInto(path, this.scratch).written;
        return this.scratch;
      }
      this.scratch[i] = unit;
    }
    this.scratchLength = length;
    return this.scratch;
  }

  protected scratchLength = 0;

  /** Writes the node's path into the scratch; returns its length. */
  private putScratchPath(node: NodeId): number {
    const length = this.names.pathLength(node);
    if (length > this.scratch.length) this.scratch = new Uint8Array(length * 2);
    this.names.putPath(node, this.scratch, length);
    return length;
  }

  /** Adds a node as the youngest child. Its name is bytes[start, end), its path bytes[0, end). */
  protected insert(parent: NodeId, bytes: Uint8Array, start: number, end: number): NodeId {
    const table = this.table;
    const node = table.allocate();
    table.set(node, Column.parent, parent);
    table.set(node, Column.hash, hashChild(table.get(parent, Column.hash), bytes, start, end));
    table.set(node, Column.name, this.names.store(bytes, start, end));
    const first = table.get(parent, Column.firstChild);
    if (first === NONE) {
      table.set(parent, Column.firstChild, node);
      table.set(node, Column.previous, node);
    } else {
      const last = table.get(first, Column.previous);
      table.set(last, Column.next, node);
      table.set(node, Column.previous, last);
      table.set(first, Column.previous, node);
    }
    table.setI32(parent, StatField.numChildren, this.numChildren(parent) + 1);
    this.index.add(node);
    this.sizeBytes += utf16Units(bytes, end);
    return node;
  }

  /** Takes a node without children out of index and list; its slot still answers until `free`. */
  protected unlink(node: NodeId): void {
    const table = this.table;
    const parent = table.get(node, Column.parent);
    const next = table.get(node, Column.next);
    const previous = table.get(node, Column.previous);
    const first = table.get(parent, Column.firstChild);
    const pathLength = this.putScratchPath(node);
    this.sizeBytes -= utf16Units(this.scratch, pathLength) + this.dataLength(node);
    this.index.remove(node);
    if (first === node) table.set(parent, Column.firstChild, next);
    else table.set(previous, Column.next, next);
    if (next !== NONE) table.set(next, Column.previous, previous);
    else if (first !== node) table.set(first, Column.previous, previous);
    table.setI32(parent, StatField.numChildren, this.numChildren(parent) - 1);
  }

  /** Gives back the slot of an unlinked node and all that it held. */
  protected free(node: NodeId): void {
    this.acls.release(this.table.get(node, Column.acl));
    this.values.release(this.table.get(node, Column.data), this.dataLength(node));
    this.names.release(node);
    this.table.release(node);
  }

  protected putData(node: NodeId, data: Uint8Array | null): void {
    const before = this.dataLength(node);
    const after = data === null ? 0 : data.length;
    const ref = this.table.get(node, Column.data);
    this.table.set(node, Column.data, this.values.replace(ref, before, data));
    this.table.setI32(node, StatField.dataLength, after);
    this.sizeBytes += after - before;
  }

  protected addRoot(): void {
    const root = this.table.allocate();
    if (root !== ROOT) throw new Error(`the root got slot ${root}`);
    this.table.set(root, Column.parent, NO_NODE);
    this.table.set(root, Column.hash, this.hashSeed);
    this.table.set(root, Column.data, EMPTY_REF);
    this.table.set(root, Column.acl, OPEN_ACL_ID);
    // Its second name, "/".
    this.sizeBytes += 1;
  }
}

/** Length of UTF-8 text as Java counts it: data sizes are reported so. */
function utf16Units(bytes: Uint8Array, end: number): number {
  let units = 0;
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] as number;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

function put(from: Uint8Array, at: number, length: number, into: Uint8Array, to: number): number {
  for (let i = 0; i < length; i++) into[to + i] = from[at + i] as number;
  return to + length;
}

/** `set` needs a view object: worth it for long values only. */
function copyBytes(from: Uint8Array, at: number, length: number, into: Uint8Array, to: number): void {
  if (length > SHORT_COPY_BYTES) into.set(from.subarray(at, at + length), to);
  else for (let i = 0; i < length; i++) into[to + i] = from[at + i] as number;
}
