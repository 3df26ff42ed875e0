import { ByteWriter, epochOf, type Zxid } from '@vivarium/jute';
import type { EventBody } from '@vivarium/timeline';
import { appendRecord } from '../log/txn-record.ts';
import type { ConnectionId, LinkId, Ticket } from './input.ts';

/** What the host is to do with a client connection, in the order given, after its replies are written. */
export type ClientOrder =
  | { readonly type: 'close'; readonly connection: ConnectionId; readonly cause: string }
  /** Stop and start reading the socket: back-pressure, so that nothing queues without bound. */
  | { readonly type: 'pause' | 'resume'; readonly connection: ConnectionId }
  /** Stop reading the socket until its replies so far have left; then say `clientDrained` and read on. */
  | { readonly type: 'tellDrained'; readonly connection: ConnectionId }
  /** The host answers a four-letter word itself (it knows the machine) and closes. */
  | { readonly type: 'fourLetterWord'; readonly connection: ConnectionId; readonly word: string };

/** Records to append to the log and make durable together; answered by `flushed` with `lastZxid`. */
export interface LogAppend {
  readonly type: 'append';
  readonly firstZxid: Zxid;
  lastZxid: Zxid;
  /** Whole records, framed and summed, ready for the file. */
  readonly records: ByteWriter;
}

/** What the host is to do with the disk, in the order given. */
export type DiskOrder =
  | QuorumDiskOrder
  | LogAppend
  /** Records from here on belong to a new log file. */
  | { readonly type: 'roll' }
  /** A chunk of the snapshot at `zxid`; answered by `snapshotDrained`, the last one by `snapshotStored`. */
  | {
      readonly type: 'snapshotChunk';
      readonly zxid: Zxid;
      readonly bytes: Uint8Array;
      readonly first: boolean;
      readonly last: boolean;
    };

/** What the host is to do with the links between members, in the order given, before their bytes are sent. */
export type LinkOrder =
  | {
      readonly type: 'dial';
      readonly link: LinkId;
      readonly host: string;
      readonly port: number;
      readonly timeoutMs: number;
    }
  /** After the bytes that were sent on it. */
  | { readonly type: 'close'; readonly link: LinkId; readonly cause: string }
  /** Learners find the quorum port open only while we lead. */
  | { readonly type: 'listen'; readonly on: boolean };

/** Orders to the disk that only an ensemble needs; each is answered by an input with its ticket. */
export type QuorumDiskOrder =
  /** Temporary file, fsync, rename, fsync of the directory; answered by `epochStored`. */
  | {
      readonly type: 'storeEpoch';
      readonly ticket: Ticket;
      readonly name: 'accepted' | 'current';
      readonly epoch: number;
    }
  /** Answered by `logTruncated`. */
  | { readonly type: 'truncate'; readonly ticket: Ticket; readonly zxid: Zxid }
  /** Entries after `zxid`, oldest first, none when they take more than `bytesMax`; answered by `logRead`. */
  | { readonly type: 'readLog'; readonly ticket: Ticket; readonly zxid: Zxid; readonly bytesMax: number };

const REPLY_CAPACITY = 512;
const RECORDS_CAPACITY = 64 * 1024;
/** Buffers above this are not kept for the next connection, nor any when so many bytes are kept already. */
const POOLED_CAPACITY_MAX = 256 * 1024;
const POOL_BYTES_MAX = 8 * 1024 * 1024;

/**
 * What one or more steps asked for. The member knows *when* something may happen, the host knows *how*.
 * Replies may leave at once: a reply that vouches for a write is put here only after `flushed` covered it.
 */
export class Outbox {
  /** Bytes to send to clients, one buffer a connection, in no order between connections. */
  readonly replies = new Map<ConnectionId, ByteWriter>();
  readonly clientOrders: ClientOrder[] = [];
  /** Bytes to send to other members, one buffer a link. */
  readonly linkBytes = new Map<LinkId, ByteWriter>();
  readonly linkOrders: LinkOrder[] = [];
  readonly diskOrders: DiskOrder[] = [];
  readonly events: EventBody[] = [];
  /** False while nobody listens: then no event is even built. */
  eventsWanted = false;
  private readonly pool: ByteWriter[] = [];
  private pooledBytes = 0;
  private spareRecords: ByteWriter | null = null;

  /** True when nothing is asked for; events apart. */
  get isEmpty(): boolean {
    const orders = this.clientOrders.length + this.diskOrders.length + this.linkOrders.length;
    return orders === 0 && this.replies.size === 0 && this.linkBytes.size === 0;
  }

  /** The buffer that collects this connection's bytes until the host takes them. */
  replyTo(connection: ConnectionId): ByteWriter {
    let writer = this.replies.get(connection);
    if (writer === undefined) {
      writer = this.freshWriter();
      this.replies.set(connection, writer);
    }
    return writer;
  }

  /** The buffer that collects this link's bytes until the host takes them. */
  sendTo(link: LinkId): ByteWriter {
    let writer = this.linkBytes.get(link);
    if (writer === undefined) {
      writer = this.freshWriter();
      this.linkBytes.set(link, writer);
    }
    return writer;
  }

  private freshWriter(): ByteWriter {
    const writer = this.pool.pop();
    if (writer === undefined) return new ByteWriter(REPLY_CAPACITY);
    this.pooledBytes -= writer.bytes.length;
    return writer;
  }

  /** Gives back a buffer whose bytes the kernel has taken. */
  recycle(writer: ByteWriter): void {
    const capacity = writer.bytes.length;
    if (capacity > POOLED_CAPACITY_MAX || this.pooledBytes + capacity > POOL_BYTES_MAX) return;
    this.pooledBytes += capacity;
    this.pool.push(writer.reset());
  }

  /** Gives back the buffer of an append whose records the host has copied: most turns need only one. */
  recycleRecords(records: ByteWriter): void {
    if (records.bytes.length <= POOLED_CAPACITY_MAX) this.spareRecords = records.reset();
  }

  /** Frames an entry (header, txn, digest) as a log record. */
  append(zxid: Zxid, entry: Uint8Array): void {
    appendRecord(this.recordsFor(zxid), entry);
  }

  /**
   * Where the record of this zxid goes: to the last append if the host has not taken it, and if it is of the same
   * epoch: the host may have to store something before the first record of a later one.
   */
  recordsFor(zxid: Zxid): ByteWriter {
    const last = this.diskOrders.at(-1);
    if (last?.type === 'append' && epochOf(last.lastZxid) === epochOf(zxid)) {
      last.lastZxid = zxid;
      return last.records;
    }
    const records = this.spareRecords ?? new ByteWriter(RECORDS_CAPACITY);
    this.spareRecords = null;
    this.diskOrders.push({ type: 'append', firstZxid: zxid, lastZxid: zxid, records });
    return records;
  }
}
