import {
  authPacket,
  ByteReader,
  ByteWriter,
  connectRequest,
  createRequest,
  getDataResponse,
  NO_SESSION,
  OpCode,
  replyHeader,
  setDataRequest,
  statResponse,
  watchedRequest,
  type Zxid,
} from '@vivarium/jute';
import {
  type ConnectionId,
  DataTree,
  type Instant,
  Member,
  type MemberInput,
  Outbox,
} from '../../src/index.ts';
import { CONFIG, encode, frame } from '../member/dialogue.ts';
import { appendFrame, handshake } from './grammar.ts';
import { Random } from './random.ts';

const CONNECTIONS = 24;
const NEIGHBOUR: ConnectionId = 1;
/** Deleting asks for a right on the parent: so the parent is the neighbour's own, and never empty. */
const NEIGHBOUR_PARENT = '/neighbour';
const NEIGHBOUR_PATH = '/neighbour/own';
const NEIGHBOUR_EVERY = 500;
const FRAMES_MAX = 12;
/** So many chunks go by between two looks at how many frames were taken. */
const TAKEN_EVERY = 32;
type Unstamped = MemberInput extends infer I ? (I extends MemberInput ? Omit<I, 'at'> : never) : never;

/**
 * A member under a storm of frames on many connections, and one neighbour who wants to work. The disk is always done
 * at once, or now and then late. Any exception out of the member is what this looks for.
 */
export class FuzzedMember {
  /** Frames sent; what comes after the one that closes a connection is not taken. */
  sent = 0;
  /** Connections that the member closed: proof that the storm reached the limits of its patience. */
  closed = 0;
  readonly member: Member;
  readonly tree = new DataTree();
  private readonly outbox = new Outbox();
  private readonly random: Random;
  private readonly live: ConnectionId[] = [];
  private readonly chunk = new ByteWriter(64 * 1024);
  private at: Instant = { monotonicMs: 1_000_000, wallMs: 1_700_000_000_000 };
  private unflushed: Zxid | null = null;
  private nextConnection = NEIGHBOUR + 1;
  private neighbourXid = 0;
  private neighbourVersion = 0;
  private readonly neighbourBytes = new ByteWriter();

  constructor(seed: number) {
    this.random = new Random(seed);
    this.member = new Member(CONFIG, { tree: this.tree, sessions: new Map(), lastZxid: 0 as Zxid }, seed);
    this.openNeighbour();
  }

  /** Frames that the member took. */
  get taken(): number {
    return this.member.view().received;
  }

  /** Sends frames until the member has taken `count` more. */
  storm(count: number): void {
    const end = this.taken + count;
    for (let turn = 0; turn % TAKEN_EVERY !== 0 || this.taken < end; turn++) {
      if (turn % NEIGHBOUR_EVERY === 0) this.neighbourWorks();
      this.chunkOrConnect();
    }
    this.neighbourWorks();
  }

  /** One new connection, or one chunk of frames on one of those that stand. */
  chunkOrConnect(): void {
    const { random } = this;
    if (random.oneIn(4_000)) {
      // A leap in which sessions expire; the neighbour pings in time, as any client would.
      this.neighbourWorks();
      this.pass(15_000);
    } else if (random.oneIn(20)) {
      this.pass(random.below(50));
    }
    if (this.live.length < CONNECTIONS) this.connect();
    else this.send(random.pick(this.live));
  }

  /** Drops every connection but the neighbour's and lets their sessions expire. */
  calm(): void {
    for (const connection of this.live.splice(0)) {
      this.step({ type: 'clientGone', connection, cause: 'the client left' });
    }
    for (let passed = 0; passed < 60; passed++) {
      this.pass(1_000);
      this.neighbourWorks();
    }
  }

  private connect(): void {
    const connection = ++this.nextConnection;
    this.live.push(connection);
    this.step({
      type: 'clientConnected',
      connection,
      origin: { address: '10.0.0.1', port: 1_000, secure: false },
    });
    this.sent++;
    this.step({ type: 'clientBytes', connection, bytes: handshake(this.random) });
  }

  private send(connection: ConnectionId): void {
    const { chunk, random } = this;
    if (random.oneIn(300)) {
      this.live.splice(this.live.indexOf(connection), 1);
      this.step({ type: 'clientGone', connection, cause: 'the client left' });
      return;
    }
    chunk.reset();
    for (let left = random.below(FRAMES_MAX); left >= 0; left--) {
      appendFrame(chunk, random);
      this.sent++;
    }
    const bytes = chunk.copy();
    const cut = random.oneIn(3) ? random.below(bytes.length) : bytes.length;
    this.step({ type: 'clientBytes', connection, bytes: bytes.subarray(0, cut) });
    if (cut < bytes.length) this.step({ type: 'clientBytes', connection, bytes: bytes.subarray(cut) });
  }

  private pass(ms: number): void {
    this.at = { monotonicMs: this.at.monotonicMs + ms, wallMs: this.at.wallMs + ms };
    this.step({ type: 'tick' });
    this.flush();
  }

  private step(input: Unstamped): void {
    this.member.step({ ...input, at: this.at } as MemberInput, this.outbox);
    this.collect();
    if (!this.random.oneIn(16)) this.flush();
  }

  private flush(): void {
    while (this.unflushed !== null) {
      const zxid = this.unflushed;
      this.unflushed = null;
      this.member.step({ type: 'flushed', at: this.at, zxid }, this.outbox);
      this.collect();
    }
  }

  private collect(): void {
    const { outbox } = this;
    for (const order of outbox.diskOrders.splice(0)) {
      if (order.type === 'append') this.unflushed = order.lastZxid;
    }
    for (const [connection, writer] of outbox.replies) {
      if (connection === NEIGHBOUR) this.neighbourBytes.raw(writer.view());
      outbox.recycle(writer);
    }
    outbox.replies.clear();
    for (const order of outbox.clientOrders.splice(0)) {
      const { connection } = order;
      if (order.type === 'tellDrained') {
        this.member.step({ type: 'clientDrained', connection, at: this.at }, outbox);
        this.collect();
      } else if (order.type === 'close' || order.type === 'fourLetterWord') {
        if (connection === NEIGHBOUR) throw new Error(`the neighbour was closed: ${JSON.stringify(order)}`);
        this.closed++;
        const at = this.live.indexOf(connection);
        if (at !== -1) this.live.splice(at, 1);
        if (order.type === 'fourLetterWord') {
          this.member.step({ type: 'clientGone', connection, cause: 'answered', at: this.at }, outbox);
        }
      }
    }
  }

  // The neighbour.

  private openNeighbour(): void {
    const origin = { address: '10.0.0.2', port: 1_000, secure: false };
    this.step({ type: 'clientConnected', connection: NEIGHBOUR, origin });
    const password = new Uint8Array(16);
    const request = {
      protocolVersion: 0,
      lastZxidSeen: 0,
      timeoutMs: 40_000,
      sessionId: NO_SESSION,
      password,
    };
    this.step({ type: 'clientBytes', connection: NEIGHBOUR, bytes: frame(encode(connectRequest, request)) });
    this.flush();
    this.neighbourBytes.reset();
    const auth = new TextEncoder().encode('neighbour:secret');
    this.neighbourAsks(OpCode.auth, encode(authPacket, { type: 0, scheme: 'digest', auth }));
    const acl = [{ perms: 31, scheme: 'auth', id: '' }];
    for (const path of [NEIGHBOUR_PARENT, NEIGHBOUR_PATH]) {
      const create = { path, data: new Uint8Array(8), acl, flags: 0 };
      this.neighbourAsks(OpCode.create, encode(createRequest, create));
    }
  }

  /** Reads what it wrote and writes anew: nobody else may, so every answer is known beforehand. */
  private neighbourWorks(): void {
    const read = this.neighbourAsks(
      OpCode.getData,
      encode(watchedRequest, { path: NEIGHBOUR_PATH, watch: false }),
    );
    const { data, stat } = getDataResponse.read(read);
    const version = this.neighbourVersion;
    if (stat.version !== version || data?.[0] !== (version & 0xff)) {
      throw new Error(`the neighbour reads version ${stat.version} where ${version} is its own`);
    }
    const next = new Uint8Array(8).fill(++this.neighbourVersion & 0xff);
    const write = { path: NEIGHBOUR_PATH, data: next, version };
    const written = statResponse.read(this.neighbourAsks(OpCode.setData, encode(setDataRequest, write)));
    if (written.stat.version !== version + 1) throw new Error('the neighbour wrote in vain');
  }

  private neighbourAsks(op: number, body: Uint8Array): ByteReader {
    const writer = new ByteWriter();
    const xid = ++this.neighbourXid;
    writer.i32(xid);
    writer.i32(op);
    writer.raw(body);
    this.neighbourBytes.reset();
    this.step({ type: 'clientBytes', connection: NEIGHBOUR, bytes: frame(writer.copy()) });
    this.flush();
    const reader = new ByteReader(this.neighbourBytes.copy());
    const length = reader.i32();
    const header = replyHeader.read(reader);
    if (header.xid !== xid || header.err !== 0 || length !== this.neighbourBytes.length - 4) {
      throw new Error(`the neighbour asked ${op} and was told ${JSON.stringify(header)}`);
    }
    return reader;
  }
}
