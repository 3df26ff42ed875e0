import { ByteReader, ByteWriter, makeZxid, type Zxid } from '@vivarium/jute';
import type { EnsembleEventBody } from '@vivarium/timeline';
import type { LinkId, MemberInput, QuorumInput } from '../../src/member/input.ts';
import { Outbox } from '../../src/member/outbox.ts';
import type { Membership } from '../../src/quorum/membership.ts';
import { Peer } from '../../src/quorum/peer.ts';
import type { Replica } from '../../src/quorum/replica.ts';
import type { Turn } from '../../src/quorum/turn.ts';
import type { LoggedEntry } from '../../src/quorum/zab/committed-log.ts';
import { SNAPSHOT_SIGNATURE } from '../../src/quorum/zab/packets.ts';

type PeerInput = QuorumInput | Extract<MemberInput, { type: 'tick' | 'flushed' }>;

/** What of a member survives a crash. */
interface Disk {
  log: LoggedEntry[];
  /** What the log had before its first entry, by a snapshot. */
  base: LoggedEntry[];
  accepted: number;
  current: number;
}

interface Wire {
  readonly from: number;
  readonly to: number;
  readonly fromLink: LinkId;
  toLink: LinkId | null;
  readonly port: 'election' | 'quorum';
  closed: boolean;
}

/** A replica whose state is the list of what was applied. */
class ListReplica implements Replica {
  readonly logged: LoggedEntry[];
  applied: number;
  base = makeZxid(0, 0);
  nextZxid = 0 as Zxid;
  peer: Peer | null = null;

  constructor(logged: LoggedEntry[]) {
    this.logged = logged;
    this.applied = 0;
  }

  get lastLogged(): Zxid {
    return this.logged.at(-1)?.zxid ?? this.base;
  }

  get lastApplied(): Zxid {
    return this.applied === 0 ? this.base : (this.logged[this.applied - 1] as LoggedEntry).zxid;
  }

  log(proposal: LoggedEntry, turn: Turn): void {
    this.logged.push(proposal);
    turn.outbox.append(proposal.zxid, proposal.entry);
  }

  commit(upTo: Zxid): void {
    while (this.applied < this.logged.length && (this.logged[this.applied] as LoggedEntry).zxid <= upTo) {
      this.applied++;
    }
  }

  uncommitted(): LoggedEntry[] {
    return this.logged.slice(this.applied);
  }

  forgetAfter(zxid: Zxid): void {
    while (this.lastLogged > zxid && this.logged.length > 0) this.logged.pop();
    this.applied = Math.min(this.applied, this.logged.length);
  }

  propose(): void {
    throw new Error('nobody forwards here');
  }

  startEpoch(newLeaderZxid: Zxid): void {
    this.nextZxid = newLeaderZxid;
  }

  touch(): boolean {
    return true;
  }

  takeTouched(): [] {
    return [];
  }

  revalidated(): void {}

  synced(): void {}
}

interface Seat {
  readonly sid: number;
  peer: Peer;
  replica: ListReplica;
  outbox: Outbox;
  disk: Disk;
  serving: boolean;
  listening: boolean;
  incarnation: number;
  up: boolean;
  received: LoggedEntry[] | null;
}

/** Peers over links that are FIFO and lose only by closing, and disks that forget what was not flushed. */
export class Cluster {
  readonly seats = new Map<number, Seat>();
  readonly events: { readonly sid: number; readonly event: EnsembleEventBody }[] = [];
  nowMs = 0;
  /** A dial over a cut link is refused, as by a host that is there; else it just fails. */
  cutsRefuse = false;
  private readonly membership: Membership;
  private readonly wires: Wire[] = [];
  private readonly cut = new Set<string>();
  private queue: { readonly dueMs: number; readonly order: number; readonly run: () => void }[] = [];
  private order = 0;
  private nextAccepted = 1;
  private readonly random: () => number;
  private readonly initLimitTicks: number;

  constructor(voters: number, observers: number, random: () => number, initLimitTicks = 10) {
    this.random = random;
    this.initLimitTicks = initLimitTicks;
    const members = new Map(
      Array.from({ length: voters + observers }, (_, i) => {
        const sid = i + 1;
        const role = sid <= voters ? ('participant' as const) : ('observer' as const);
        return [sid, { sid, host: `zk${sid}`, quorumPort: 2888, electionPort: 3888, role, client: null }];
      }),
    );
    this.membership = { members, version: 0, groups: null };
    for (const sid of members.keys()) this.boot(sid, { log: [], base: [], accepted: 0, current: 0 }, 0);
  }

  /** Lets time pass, tick by tick. */
  run(ms: number): void {
    for (const end = this.nowMs + ms; this.nowMs < end; this.nowMs += 10) {
      for (const seat of this.seats.values()) if (seat.up) this.step(seat, { type: 'tick', at: this.at() });
      for (;;) {
        const due = this.queue
          .filter((each) => each.dueMs <= this.nowMs)
          .sort((a, b) => a.order - b.order)[0];
        if (due === undefined) break;
        this.queue.splice(this.queue.indexOf(due), 1);
        due.run();
      }
    }
  }

  runUntil(what: () => boolean, limitMs: number): boolean {
    for (let spent = 0; spent < limitMs; spent += 10) {
      if (what()) return true;
      this.run(10);
    }
    return what();
  }

  leader(): Seat | undefined {
    return [...this.seats.values()].find((seat) => seat.up && seat.serving && seat.peer.state === 'leading');
  }

  seat(sid: number): Seat {
    return this.seats.get(sid) as Seat;
  }

  /** Proposes one transaction at the leader; null when nobody leads. */
  write(text: string): Zxid | null {
    const seat = this.leader();
    if (seat === undefined) return null;
    const { replica } = seat;
    replica.nextZxid = (replica.nextZxid + 1) as Zxid;
    const entry = { zxid: replica.nextZxid, entry: new TextEncoder().encode(text) };
    const turn = { at: this.at(), outbox: seat.outbox };
    replica.log(entry, turn);
    seat.peer.propose(entry, turn);
    this.carryOut(seat);
    return entry.zxid;
  }

  crash(sid: number): void {
    const seat = this.seat(sid);
    if (!seat.up) return;
    seat.up = false;
    seat.incarnation++;
    for (const wire of this.wires) if (wire.from === sid || wire.to === sid) this.breakWire(wire, 'reset');
  }

  restart(sid: number): void {
    const { disk, incarnation, up } = this.seat(sid);
    if (!up) this.boot(sid, disk, incarnation);
  }

  /** Nothing passes between the two any more; links that stand are reset. */
  sever(a: number, b: number): void {
    this.cut.add(`${a}-${b}`).add(`${b}-${a}`);
    for (const wire of this.wires) {
      if ((wire.from === a && wire.to === b) || (wire.from === b && wire.to === a))
        this.breakWire(wire, 'cut');
    }
  }

  isolate(sid: number): void {
    for (const other of this.seats.keys()) if (other !== sid) this.sever(sid, other);
  }

  /** Heals all links of one member; those between others stay cut. */
  rejoin(sid: number): void {
    for (const other of this.seats.keys()) {
      this.cut.delete(`${sid}-${other}`);
      this.cut.delete(`${other}-${sid}`);
    }
  }

  heal(): void {
    this.cut.clear();
  }

  applied(sid: number): string[] {
    const { replica } = this.seat(sid);
    return replica.logged.slice(0, replica.applied).map((each) => new TextDecoder().decode(each.entry));
  }

  private boot(sid: number, disk: Disk, incarnation: number): void {
    const replica = new ListReplica([...disk.base, ...disk.log]);
    replica.commit(disk.base.at(-1)?.zxid ?? (0 as Zxid));
    const seat = {} as Seat;
    const times = { tickTimeMs: 200, initLimitTicks: this.initLimitTicks, syncLimitTicks: 5 };
    const config = { sid, membership: this.membership, times, packetBytesMax: 1 << 20 };
    const peer = new Peer(config, { accepted: disk.accepted, current: disk.current }, replica, {
      startServing: () => {
        seat.serving = true;
      },
      stopServing: () => {
        seat.serving = false;
      },
      streamSnapshot: () => this.stream(seat),
      receiveSnapshot: () => this.sink(seat),
      installSnapshot: () => this.install(seat),
      recovered: () => undefined,
      note: (event) => this.events.push({ sid, event }),
    });
    Object.assign(seat, {
      sid,
      peer,
      replica,
      disk,
      outbox: new Outbox(),
      serving: false,
      listening: false,
      incarnation,
      up: true,
      received: null,
    });
    replica.peer = peer;
    this.seats.set(sid, seat);
    peer.start({ at: this.at(), outbox: seat.outbox });
    this.carryOut(seat);
  }

  private at() {
    return { monotonicMs: this.nowMs, wallMs: this.nowMs };
  }

  private step(seat: Seat, input: PeerInput): void {
    seat.peer.step(input, { at: input.at, outbox: seat.outbox });
    this.carryOut(seat);
  }

  private later(ms: number, seat: Seat, run: () => void): void {
    const { incarnation } = seat;
    const dueMs = this.nowMs + ms;
    this.queue.push({
      dueMs,
      order: this.order++,
      run: () => seat.up && seat.incarnation === incarnation && run(),
    });
  }

  private carryOut(seat: Seat): void {
    const { outbox } = seat;
    for (const order of outbox.linkOrders.splice(0)) {
      if (order.type === 'dial') this.dial(seat, order.link, order.host, order.port);
      else if (order.type === 'listen') seat.listening = order.on;
      else {
        this.flushLink(seat, order.link);
        const wire = this.wireOf(seat.sid, order.link);
        if (wire !== undefined) this.breakWire(wire, order.cause, seat.sid);
      }
    }
    for (const link of [...outbox.linkBytes.keys()]) this.flushLink(seat, link);
    for (const order of outbox.diskOrders.splice(0)) this.disk(seat, order);
  }

  private diskBusyUntil = new Map<string, number>();

  private disk(seat: Seat, order: Outbox['diskOrders'][number]): void {
    const key = `${seat.sid}/${seat.incarnation}`;
    const doneMs =
      Math.max(this.nowMs, this.diskBusyUntil.get(key) ?? 0) + Math.floor(this.random() * 4) * 10;
    this.diskBusyUntil.set(key, doneMs);
    const { disk, replica } = seat;
    // Orders are carried out one after the other, so the entries of this append are the ones of now.
    const entries =
      order.type === 'append'
        ? replica.logged.filter((e) => e.zxid >= order.firstZxid && e.zxid <= order.lastZxid)
        : [];
    this.later(doneMs - this.nowMs, seat, () => {
      if (order.type === 'append') {
        disk.log.push(...entries);
        this.step(seat, { type: 'flushed', at: this.at(), zxid: order.lastZxid });
      } else if (order.type === 'storeEpoch') {
        disk[order.name] = order.epoch;
        this.step(seat, { type: 'epochStored', at: this.at(), ticket: order.ticket });
      } else if (order.type === 'truncate') {
        disk.log = disk.log.filter((each) => each.zxid <= order.zxid);
        const recovered = {} as never;
        this.step(seat, { type: 'logTruncated', at: this.at(), ticket: order.ticket, recovered });
      } else if (order.type === 'readLog') {
        const from = disk.log.findIndex((each) => each.zxid >= order.zxid);
        const found = from === -1 || this.random() < 0.3 ? [] : disk.log.slice(from);
        this.step(seat, { type: 'logRead', at: this.at(), ticket: order.ticket, entries: found });
      }
    });
  }

  private dial(seat: Seat, link: LinkId, host: string, portNumber: number): void {
    const to = Number(host.slice(2));
    const port = portNumber === 3888 ? ('election' as const) : ('quorum' as const);
    const wire: Wire = { from: seat.sid, to, fromLink: link, toLink: null, port, closed: false };
    this.wires.push(wire);
    this.later(10, seat, () => {
      const other = this.seat(to);
      const answers =
        other.up && !this.cut.has(`${seat.sid}-${to}`) && (port === 'election' || other.listening);
      if (wire.closed) return;
      if (!answers) {
        wire.closed = true;
        const refused = !other.up || this.cutsRefuse;
        this.step(seat, { type: 'linkClosed', at: this.at(), link, cause: 'refused', refused });
        return;
      }
      wire.toLink = this.nextAccepted++;
      this.step(other, {
        type: 'linkAccepted',
        at: this.at(),
        link: wire.toLink,
        port,
        remote: `zk${seat.sid}`,
      });
      this.step(seat, { type: 'linkOpened', at: this.at(), link });
    });
  }

  private wireOf(sid: number, link: LinkId): Wire | undefined {
    return this.wires.find(
      (wire) =>
        !wire.closed &&
        ((wire.from === sid && wire.fromLink === link) || (wire.to === sid && wire.toLink === link)),
    );
  }

  private wireDue = new Map<string, number>();

  private flushLink(seat: Seat, link: LinkId): void {
    const writer = seat.outbox.linkBytes.get(link);
    if (writer === undefined) return;
    seat.outbox.linkBytes.delete(link);
    const bytes = writer.copy();
    const wire = this.wireOf(seat.sid, link);
    if (wire === undefined || bytes.length === 0) return;
    const isFrom = wire.from === seat.sid && wire.fromLink === link;
    const receiver = this.seat(isFrom ? wire.to : wire.from);
    const receiverLink = (isFrom ? wire.toLink : wire.fromLink) as LinkId;
    const key = `${this.wires.indexOf(wire)}${isFrom}`;
    const dueMs = Math.max(this.wireDue.get(key) ?? 0, this.nowMs + Math.floor(this.random() * 3) * 10);
    this.wireDue.set(key, dueMs);
    this.later(dueMs - this.nowMs, receiver, () => {
      if (!wire.closed || wire.toLink !== null) this.deliver(wire, receiver, receiverLink, bytes);
    });
    this.later(dueMs - this.nowMs, seat, () => {
      if (!wire.closed) this.step(seat, { type: 'linkDrained', at: this.at(), link });
    });
  }

  private deliver(wire: Wire, receiver: Seat, link: LinkId, bytes: Uint8Array): void {
    if (this.cut.has(`${wire.from}-${wire.to}`)) return;
    // In odd pieces: no receiver may count on whole packets.
    const at = 1 + Math.floor(this.random() * bytes.length);
    this.step(receiver, { type: 'linkBytes', at: this.at(), link, bytes: bytes.slice(0, at) });
    if (at < bytes.length)
      this.step(receiver, { type: 'linkBytes', at: this.at(), link, bytes: bytes.slice(at) });
  }

  private breakWire(wire: Wire, cause: string, by?: number): void {
    if (wire.closed) return;
    wire.closed = true;
    const ends: [number, LinkId | null][] = [
      [wire.from, wire.fromLink],
      [wire.to, wire.toLink],
    ];
    for (const [sid, link] of ends) {
      if (sid === by || link === null) continue;
      const seat = this.seat(sid);
      this.later(30, seat, () =>
        this.step(seat, { type: 'linkClosed', at: this.at(), link, cause, refused: false }),
      );
    }
  }

  private stream(seat: Seat) {
    const entries = seat.replica.logged.slice(0, seat.replica.applied);
    const writer = new ByteWriter();
    const body = new ByteWriter();
    for (const { zxid, entry } of entries) {
      body.i64(zxid);
      body.buffer(entry);
    }
    writer.buffer(body.view());
    const bytes = writer.copy();
    let at = 0;
    return {
      zxid: seat.replica.lastApplied,
      next: (maxBytes: number) => {
        const piece = bytes.slice(at, at + Math.min(maxBytes, 100));
        at += piece.length;
        return { bytes: piece, last: at === bytes.length };
      },
      cancel: () => undefined,
    };
  }

  private sink(seat: Seat) {
    let held = new Uint8Array(0);
    return {
      push: (bytes: Uint8Array) => {
        const joined = new Uint8Array(held.length + bytes.length);
        joined.set(held);
        joined.set(bytes, held.length);
        held = joined;
        const reader = new ByteReader(held);
        if (held.length < 4) return null;
        const end = 4 + reader.i32() + 4 + SNAPSHOT_SIGNATURE.length;
        if (held.length < end) return null;
        reader.offset = 0;
        const body = new ByteReader(reader.buffer() as Uint8Array);
        const entries: LoggedEntry[] = [];
        while (body.remaining() > 0) {
          entries.push({ zxid: body.i64() as Zxid, entry: (body.buffer() as Uint8Array).slice() });
        }
        if (reader.string() !== SNAPSHOT_SIGNATURE) throw new Error('no signature');
        seat.received = entries;
        return held.slice(end);
      },
    };
  }

  private install(seat: Seat): void {
    const entries = seat.received ?? [];
    seat.replica.logged.splice(0, seat.replica.logged.length, ...entries);
    seat.replica.applied = entries.length;
    this.later(20, seat, () => {
      seat.disk.base = [...entries];
      seat.disk.log = [];
      seat.peer.snapshotInstalled({ at: this.at(), outbox: seat.outbox });
      this.carryOut(seat);
    });
  }
}
