import { ByteReader, type Zxid } from '@vivarium/jute';
import { EnsembleMember, type LinkId, type MemberInput, type Membership, Outbox } from '../../src/index.ts';
import { SnapshotReader } from '../../src/log/snapshot-reader.ts';
import { applyTxn } from '../../src/tree/apply-txn.ts';
import { DataTree } from '../../src/tree/data-tree.ts';
import { NO_LISTENER } from '../../src/tree/tree-listener.ts';
import { readEntry } from '../../src/tree/txn.ts';
import { CONFIG } from '../member/dialogue.ts';

export type Port = 'election' | 'quorum';
export type Unstamped = MemberInput extends infer I ? (I extends MemberInput ? Omit<I, 'at'> : never) : never;

export const PACKET_BYTES_MAX = 1 << 20;
const ELECTION_PORT = 3888;

export interface Dial {
  readonly from: Seat;
  readonly link: LinkId;
  readonly to: number;
  readonly port: Port;
}

interface Wire {
  readonly to: Seat;
  readonly link: LinkId;
  readonly port: Port;
}

export function membership(voters: number): Membership {
  const members = new Map(
    Array.from({ length: voters }, (_, i) => {
      const sid = i + 1;
      const role = 'participant' as const;
      return [
        sid,
        { sid, host: `zk${sid}`, quorumPort: 2888, electionPort: ELECTION_PORT, role, client: null },
      ];
    }),
  );
  return { members, version: 0, groups: null };
}

/** A member and its disk, which is always done at once. */
export class Seat {
  readonly sid: number;
  readonly member: EnsembleMember;
  readonly outbox = new Outbox();
  readonly wires = new Map<LinkId, Wire>();
  listening = false;
  /** Why the member closed links, newest last. */
  readonly causes: string[] = [];
  /** Where its log was cut. */
  readonly cuts: Zxid[] = [];
  /** No snapshot finds room. */
  isFull = false;
  private snapshot: Uint8Array[] = [];
  private base: Uint8Array[] = [];
  private baseZxid = 0 as Zxid;
  private log: { readonly zxid: Zxid; readonly entry: Uint8Array }[] = [];

  constructor(sid: number, voters: number, more: { readonly counterLimit?: number } = {}) {
    this.sid = sid;
    const times = { tickTimeMs: 200, initLimitTicks: 10, syncLimitTicks: 5 };
    const peer = { sid, membership: membership(voters), times, packetBytesMax: PACKET_BYTES_MAX, ...more };
    const recovered = { tree: new DataTree(), sessions: new Map(), lastZxid: 0 as Zxid };
    this.member = new EnsembleMember({ ...CONFIG, sid }, peer, { accepted: 0, current: 0 }, recovered, sid);
    this.outbox.eventsWanted = true;
  }

  get mode(): string {
    return this.member.quorumView().serving ? this.member.quorumView().state : 'not serving';
  }

  /** Carries out what the last step asked of the disk; returns the inputs that answer it. */
  disk(): Unstamped[] {
    const done: Unstamped[] = [];
    for (const order of this.outbox.diskOrders.splice(0)) {
      switch (order.type) {
        case 'append':
          this.keep(order.records.view());
          done.push({ type: 'flushed', zxid: order.lastZxid });
          break;
        case 'storeEpoch':
          done.push({ type: 'epochStored', ticket: order.ticket });
          break;
        case 'readLog': {
          const from = this.log.findIndex((each) => each.zxid >= order.zxid);
          const entries = from === -1 ? [] : this.log.slice(from);
          done.push({ type: 'logRead', ticket: order.ticket, entries });
          break;
        }
        case 'truncate':
          this.cuts.push(order.zxid);
          this.log = this.log.filter((each) => each.zxid <= order.zxid);
          done.push({ type: 'logTruncated', ticket: order.ticket, recovered: this.recover() });
          break;
        case 'snapshotChunk':
          if (this.isFull) {
            if (order.last) done.push({ type: 'snapshotFailed', cause: 'ENOSPC' });
            break;
          }
          if (order.first) this.snapshot = [];
          this.snapshot.push(order.bytes.slice());
          if (order.last) {
            this.base = this.snapshot;
            this.baseZxid = order.zxid;
            this.log = this.log.filter((each) => each.zxid > order.zxid);
            done.push({ type: 'snapshotStored', zxid: order.zxid, bytes: 1 });
          } else done.push({ type: 'snapshotDrained' });
          break;
        case 'roll':
          break;
      }
    }
    return done;
  }

  private keep(records: Uint8Array): void {
    const reader = new ByteReader(records.slice());
    while (reader.remaining() > 0) {
      reader.i64();
      const entry = (reader.buffer() as Uint8Array).slice();
      reader.u8();
      this.log.push({ zxid: readEntry(new ByteReader(entry)).header.zxid, entry });
    }
  }

  recover() {
    const tree = new DataTree();
    const sessions = new Map();
    if (this.base.length > 0) {
      const reader = new SnapshotReader(tree);
      for (const chunk of this.base) reader.push(chunk);
      for (const { sessionId, timeoutMs } of reader.finish().sessions) sessions.set(sessionId, timeoutMs);
    }
    tree.lastProcessedZxid = this.baseZxid;
    for (const { entry } of this.log) {
      const { header, body } = readEntry(new ByteReader(entry));
      applyTxn(tree, header, body, NO_LISTENER);
    }
    return { tree, sessions, lastZxid: tree.lastProcessedZxid };
  }
}

/**
 * Members and the links between them, without delay. Whoever dials an address that no seat has, or that `onDial` takes,
 * finds the attacker there.
 */
export class QuorumNet {
  readonly seats = new Map<number, Seat>();
  /** Bytes that a member sent on a link whose other end is the attacker. */
  readonly toAttacker = new Map<string, Uint8Array[]>();
  /** Links that members closed, by seat and link. */
  readonly closed = new Map<string, string>();
  onDial: (dial: Dial) => boolean = () => false;
  nowMs = 1_000_000;
  private nextLink = 1;
  private readonly queue: (() => void)[] = [];
  private running = false;

  constructor(sids: readonly number[], voters: number, more: { readonly counterLimit?: number } = {}) {
    for (const sid of sids) this.seats.set(sid, new Seat(sid, voters, more));
  }

  seat(sid: number): Seat {
    return this.seats.get(sid) as Seat;
  }

  run(ms: number): void {
    for (const end = this.nowMs + ms; this.nowMs < end; ) {
      this.nowMs += 10;
      for (const seat of this.seats.values()) this.step(seat, { type: 'tick' });
    }
  }

  runUntil(what: () => boolean, limitMs: number): boolean {
    for (let spent = 0; spent < limitMs && !what(); spent += 10) this.run(10);
    return what();
  }

  leader(): Seat | undefined {
    return [...this.seats.values()].find((seat) => seat.mode === 'leading');
  }

  /** A link from the attacker. */
  accept(seat: Seat, port: Port): LinkId {
    const link = this.nextLink++;
    this.step(seat, { type: 'linkAccepted', link, port, remote: 'attacker' });
    return link;
  }

  isOpen(seat: Seat, link: LinkId): boolean {
    return !this.closed.has(`${seat.sid}/${link}`);
  }

  bytes(seat: Seat, link: LinkId, bytes: Uint8Array): void {
    if (this.isOpen(seat, link)) this.step(seat, { type: 'linkBytes', link, bytes });
  }

  /** The attacker's end goes. */
  hangUp(seat: Seat, link: LinkId): void {
    if (!this.isOpen(seat, link)) return;
    this.closed.set(`${seat.sid}/${link}`, 'the attacker left');
    this.step(seat, { type: 'linkClosed', link, cause: 'reset', refused: false });
  }

  /** A seat vanishes: its links on one port end a tick before those on the other, and nobody listens there any more. */
  crash(seat: Seat, first: Port): void {
    this.seats.delete(seat.sid);
    const wires = [...seat.wires.values()];
    for (const isFirst of [true, false]) {
      for (const { to, link, port } of wires) {
        if ((port === first) !== isFirst) continue;
        to.wires.delete(link);
        this.closed.set(`${to.sid}/${link}`, 'crashed');
        this.step(to, { type: 'linkClosed', link, cause: 'reset', refused: false });
      }
      this.run(10);
    }
  }

  step(seat: Seat, input: Unstamped): void {
    this.queue.push(() => this.take(seat, input));
    if (this.running) return;
    this.running = true;
    try {
      for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) next();
    } finally {
      this.running = false;
    }
  }

  private take(seat: Seat, input: Unstamped): void {
    if (this.seats.get(seat.sid) !== seat) return;
    const at = { monotonicMs: this.nowMs, wallMs: 1_700_000_000_000 + this.nowMs };
    seat.member.step({ ...input, at } as MemberInput, seat.outbox);
    seat.outbox.events.length = 0;
    const dials = [];
    const closes = [];
    for (const order of seat.outbox.linkOrders.splice(0)) {
      if (order.type === 'listen') seat.listening = order.on;
      else if (order.type === 'dial') dials.push(order);
      else closes.push(order);
    }
    for (const order of dials) {
      const port = order.port === ELECTION_PORT ? ('election' as const) : ('quorum' as const);
      this.dial({ from: seat, link: order.link, to: Number(order.host.slice(2)), port });
    }
    for (const [link, writer] of seat.outbox.linkBytes) {
      this.carry(seat, link, writer.copy());
      seat.outbox.recycle(writer);
    }
    seat.outbox.linkBytes.clear();
    for (const order of closes) this.close(seat, order.link, order.cause);
    for (const answer of seat.disk()) this.step(seat, answer);
  }

  private dial(dial: Dial): void {
    const { from, link, to, port } = dial;
    const other = this.seats.get(to);
    if (this.onDial(dial)) return;
    if (other === undefined || (port === 'quorum' && !other.listening)) {
      this.closed.set(`${from.sid}/${link}`, 'refused');
      this.step(from, { type: 'linkClosed', link, cause: 'refused', refused: true });
      return;
    }
    const accepted = this.nextLink++;
    from.wires.set(link, { to: other, link: accepted, port });
    other.wires.set(accepted, { to: from, link, port });
    this.step(other, { type: 'linkAccepted', link: accepted, port, remote: `zk${from.sid}` });
    this.step(from, { type: 'linkOpened', link });
  }

  private carry(seat: Seat, link: LinkId, bytes: Uint8Array): void {
    if (!this.isOpen(seat, link)) return;
    const wire = seat.wires.get(link);
    if (wire !== undefined) {
      this.step(wire.to, { type: 'linkBytes', link: wire.link, bytes });
    } else {
      const key = `${seat.sid}/${link}`;
      const sent = this.toAttacker.get(key) ?? [];
      sent.push(bytes);
      this.toAttacker.set(key, sent);
    }
    this.step(seat, { type: 'linkDrained', link });
  }

  private close(seat: Seat, link: LinkId, cause: string): void {
    const key = `${seat.sid}/${link}`;
    if (this.closed.has(key)) return;
    this.closed.set(key, cause);
    this.toAttacker.delete(key);
    seat.causes.push(cause);
    const wire = seat.wires.get(link);
    seat.wires.delete(link);
    if (wire === undefined) return;
    wire.to.wires.delete(wire.link);
    this.closed.set(`${wire.to.sid}/${wire.link}`, cause);
    this.step(wire.to, { type: 'linkClosed', link: wire.link, cause, refused: false });
  }
}
