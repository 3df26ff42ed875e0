import {
  type Acl,
  acl,
  adler32,
  ByteReader,
  FILE_HEADER_BYTES,
  JuteError,
  type SessionId,
  SNAPSHOT_MAGIC,
  STAT_PERSISTED_BYTES,
  vector,
  type Zxid,
} from '@vivarium/jute';
import { OPEN_ACL_ID } from '../tree/acl-table.ts';
import { type DataTree, NO_NODE } from '../tree/data-tree.ts';
import { SnapshotError } from './snapshot-error.ts';

export interface SnapshotSession {
  readonly sessionId: SessionId;
  readonly timeoutMs: number;
}

/** What a snapshot holds besides the tree. */
export interface SnapshotContent {
  readonly sessions: readonly SnapshotSession[];
  /** Apache's digest of the tree at a zxid, from 3.6; the tree has it once all up to that zxid is applied. */
  readonly digest: { readonly zxid: Zxid; readonly version: number; readonly digest: bigint } | null;
  /** From 3.9. The file's name tells the same. */
  readonly lastProcessedZxid: Zxid | null;
}

const aclVector = vector(acl);
const SESSION_BYTES = 12;
const SEAL_BYTES = 13;
/** A seal: i64 and the string "/". */
const SLASH = 0x2f;
/** ACL id and StatPersisted behind a node's data. */
const NODE_END_BYTES = 8 + STAT_PERSISTED_BYTES;
/** Largest path or data that is waited for; jute.maxbuffer keeps what servers write far below. */
const VALUE_BYTES_MAX = 512 * 1024 * 1024;
/** Longest part after the first seal: digest (a hex text before 3.7), last zxid, two seals. */
const TAIL_BYTES_MAX = 256;
const ACL_ID_MAX = 2 ** 31 - 1;
/**
 * For an id that the file's ACL table lacks: it was made while Apache wrote, and the log names the list again. Until
 * then nobody may do anything.
 */
const CLOSED_ACL: readonly Acl[] = [{ perms: 0, scheme: 'world', id: 'anyone' }];

type Stage =
  | 'header'
  | 'sessionCount'
  | 'sessions'
  | 'aclCount'
  | 'acls'
  | 'nodes'
  | 'seal'
  | 'tail'
  | 'done';

/**
 * Fills a tree from the chunks of a snapshot, as Apache 3.4 to 3.9 and `SnapshotWriter` make it; holds one value at a time,
 * whatever the file's size. Compressed files are unpacked by whoever reads them.
 */
export class SnapshotReader {
  private readonly tree: DataTree;
  private readonly framing: 'file' | 'stream';
  private readonly reader = new ByteReader();
  private readonly sessions: SnapshotSession[] = [];
  private readonly aclIds = new Map<number, number>([[OPEN_ACL_ID, OPEN_ACL_ID]]);
  private stage: Stage;
  /** Bytes that wait for the rest of their value. */
  private carry = new Uint8Array(64 * 1024);
  private carried = 0;
  /** Bytes that the value at hand takes, as far as known. */
  private needed = 0;
  /** Offset in the file at which the bytes at hand begin. */
  private base = 0;
  private summed = 0;
  private sum = 1;
  private left = 0;

  /** Empties the tree at once. */
  constructor(tree: DataTree, framing: 'file' | 'stream' = 'file') {
    this.tree = tree;
    this.framing = framing;
    this.stage = framing === 'file' ? 'header' : 'sessionCount';
    tree.startLoad();
  }

  /** True when a stream is complete: what follows is not the snapshot's. A file is complete at its end. */
  get done(): boolean {
    return this.stage === 'done';
  }

  /**
   * Takes the next bytes; returns how many of them are the snapshot's (all of them, until a stream is done). Throws
   * SnapshotError.
   */
  push(chunk: Uint8Array): number {
    if (this.stage === 'done') return 0;
    const before = this.carried;
    const source = before === 0 ? chunk : this.append(chunk);
    const end = before + chunk.length;
    this.reader.reset(source, 0, end);
    this.summed = 0;
    if (end >= this.needed) this.readAll();
    const consumed = this.reader.offset;
    if (this.done) return consumed - before;
    this.addToSum(consumed);
    this.keep(source, consumed, end);
    return chunk.length;
  }

  /** To be called after the last chunk: checks what ends the file and readies the tree. */
  finish(): SnapshotContent {
    let digest: SnapshotContent['digest'] = null;
    let lastProcessedZxid: Zxid | null = null;
    if (this.stage === 'tail') {
      this.reader.reset(this.carry, 0, this.carried);
      this.summed = 0;
      // Without a digest 3.9 writes the zxid alone: then what is left is exactly that and its seal.
      if (this.carried > 0 && this.carried !== 8 + SEAL_BYTES) digest = this.readDigest();
      if (this.reader.remaining() > 0) lastProcessedZxid = this.readLastZxid();
      if (this.reader.remaining() > 0)
        throw this.error('malformed', 'bytes after the end', this.reader.offset);
    } else if (this.stage !== 'done') {
      throw this.error('truncated', `it ends in its ${this.stage}`, this.carried);
    }
    this.tree.finishLoad();
    return { sessions: this.sessions, digest, lastProcessedZxid };
  }

  private readAll(): void {
    this.needed = 0;
    try {
      while (this.readOne());
    } catch (error) {
      throw error instanceof JuteError ? this.error('malformed', error.message, error.offset) : error;
    }
  }

  /** Reads one value when it is there in full. */
  private readOne(): boolean {
    switch (this.stage) {
      case 'header':
        return this.has(FILE_HEADER_BYTES) && this.readHeader();
      case 'sessionCount':
        return this.has(4) && this.readCount('sessions');
      case 'sessions':
        return this.left === 0 ? this.go('aclCount') : this.has(SESSION_BYTES) && this.readSession();
      case 'aclCount':
        return this.has(4) && this.readCount('acls');
      case 'acls':
        return this.left === 0 ? this.go('nodes') : this.readAcl();
      case 'nodes':
        return this.readNode();
      case 'seal':
        return this.has(SEAL_BYTES) && this.readSeal() && this.go('tail');
      case 'tail':
        if (this.reader.remaining() <= TAIL_BYTES_MAX) return false;
        throw this.error('malformed', 'bytes after the end', this.reader.offset);
      case 'done':
        return false;
    }
  }

  private readHeader(): boolean {
    const magic = this.reader.i32();
    if (magic !== SNAPSHOT_MAGIC) throw this.error('magic', 'it does not begin with ZKSN', 0);
    this.reader.offset += FILE_HEADER_BYTES - 4;
    return this.go('sessionCount');
  }

  private readCount(next: Stage): boolean {
    const count = this.reader.i32();
    if (count < 0) throw this.error('malformed', `count ${count}`, this.reader.offset - 4);
    this.left = count;
    return this.go(next);
  }

  private readSession(): boolean {
    this.sessions.push({
      sessionId: this.reader.i64Big() as SessionId,
      timeoutMs: this.reader.i32(),
    });
    this.left--;
    return true;
  }

  private readAcl(): boolean {
    const start = this.reader.offset;
    let id: number;
    let list: Acl[];
    try {
      id = this.reader.i64();
      list = aclVector.read(this.reader);
    } catch (error) {
      if (!(error instanceof JuteError) || error.code !== 'truncated') throw error;
      this.reader.offset = start;
      return this.has(this.reader.remaining() + 1);
    }
    if (id < 0 || id > ACL_ID_MAX) throw this.error('malformed', `ACL id ${id}`, start);
    this.aclIds.set(id, this.tree.loadAcl(id, list));
    this.left--;
    return true;
  }

  private readNode(): boolean {
    if (!this.has(4)) return false;
    const { reader } = this;
    const start = reader.offset;
    const pathLength = this.lengthAt(start);
    if (!this.has(4 + pathLength)) return false;
    if (pathLength === 1 && reader.bytes[start + 4] === SLASH) {
      reader.offset += 5;
      return this.endNodes(start);
    }
    if (!this.has(8 + pathLength)) return false;
    const dataLength = this.lengthAt(start + 4 + pathLength);
    if (!this.has(8 + pathLength + Math.max(dataLength, 0) + NODE_END_BYTES)) return false;
    this.loadNode(start, pathLength);
    return true;
  }

  private endNodes(start: number): boolean {
    if (this.tree.find('/') === NO_NODE) throw this.error('malformed', 'it has no root', start);
    return this.go(this.framing === 'file' ? 'seal' : 'done');
  }

  private loadNode(start: number, pathLength: number): void {
    const { reader, tree } = this;
    const path = reader.bytes.subarray(start + 4, start + 4 + pathLength);
    reader.offset += 4 + pathLength;
    const data = reader.buffer();
    const aclId = this.treeAclId(reader.i64());
    const node = tree.loadNode(path, pathLength, data, aclId, reader.bytes, reader.offset);
    reader.offset += STAT_PERSISTED_BYTES;
    if (node >= 0) return;
    const text = new TextDecoder().decode(path);
    if (tree.find(text) !== NO_NODE) throw this.error('duplicate', `path ${text}`, start);
    throw this.error('orphan', `no parent of ${text} before it`, start);
  }

  private treeAclId(id: number): number {
    const known = this.aclIds.get(id);
    if (known !== undefined) return known;
    if (id < 0 || id > ACL_ID_MAX) throw this.error('malformed', `ACL id ${id}`, this.reader.offset - 8);
    const closed = this.tree.loadAcl(id, CLOSED_ACL);
    this.aclIds.set(id, closed);
    return closed;
  }

  /** The length at an offset that is there; below -1 or absurdly long it is an error. */
  private lengthAt(at: number): number {
    const b = this.reader.bytes;
    const length =
      ((b[at] as number) << 24) |
      ((b[at + 1] as number) << 16) |
      ((b[at + 2] as number) << 8) |
      (b[at + 3] as number);
    const isPath = at === this.reader.offset;
    if (length < (isPath ? 0 : -1) || length > VALUE_BYTES_MAX) {
      throw this.error('malformed', `length ${length}`, at);
    }
    return length;
  }

  private readSeal(): boolean {
    const { reader } = this;
    const start = reader.offset;
    this.addToSum(start);
    const told = reader.i64();
    if (told !== this.sum) throw this.error('seal', `checksum ${told}, of the bytes ${this.sum}`, start);
    if (reader.string() !== '/') throw this.error('seal', 'it does not end with "/"', start);
    return true;
  }

  private readDigest(): SnapshotContent['digest'] {
    return this.readTail(() => {
      const { reader } = this;
      const zxid = reader.i64() as Zxid;
      const version = reader.i32();
      // Before version 2 it was a hex text.
      const digest = version < 2 ? BigInt(`0x${reader.nullableString() ?? '0'}`) : reader.i64Big();
      return { zxid, version, digest };
    });
  }

  private readLastZxid(): Zxid {
    return this.readTail(() => this.reader.i64() as Zxid);
  }

  /** A part behind the first seal, with a seal of its own. */
  private readTail<T>(read: () => T): T {
    try {
      const value = read();
      this.readSeal();
      return value;
    } catch (error) {
      if (error instanceof SnapshotError) throw error;
      throw this.error('truncated', 'the part after the seal', this.reader.offset);
    }
  }

  private go(stage: Stage): boolean {
    this.stage = stage;
    return true;
  }

  private has(count: number): boolean {
    if (this.reader.remaining() >= count) return true;
    this.needed = count;
    return false;
  }

  private addToSum(end: number): void {
    this.sum = adler32(this.reader.bytes, this.summed, end, this.sum);
    this.summed = end;
  }

  private append(chunk: Uint8Array): Uint8Array {
    const length = this.carried + chunk.length;
    if (length > this.carry.length) {
      const grown = new Uint8Array(Math.max(length, this.carry.length * 2));
      grown.set(this.carry.subarray(0, this.carried));
      this.carry = grown;
    }
    this.carry.set(chunk, this.carried);
    return this.carry;
  }

  private keep(source: Uint8Array, consumed: number, end: number): void {
    const left = end - consumed;
    if (source !== this.carry && left > this.carry.length) this.carry = new Uint8Array(left);
    // A value that came in many chunks is not moved for each of them.
    if (source !== this.carry || consumed > 0) this.carry.set(source.subarray(consumed, end), 0);
    this.carried = left;
    this.base += consumed;
  }

  private error(code: SnapshotError['code'], message: string, at: number): SnapshotError {
    return new SnapshotError(code, message, this.base + at);
  }
}
