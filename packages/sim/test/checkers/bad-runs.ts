import {
  DataTree,
  EnsembleMember,
  type MemberInput,
  type MemberView,
  type Outbox,
  type QuorumView,
  type TxnEntry,
} from '@vivarium/engine';
import {
  ByteWriter,
  ErrorCode,
  OpCode,
  PacketType,
  type SessionId,
  type Stat,
  type Zxid,
} from '@vivarium/jute';
import { checkLimits } from '../../src/checkers/bounds.ts';
import { checkCycles } from '../../src/checkers/cycles/cycles.ts';
import { EnsembleChecks, type Step } from '../../src/checkers/ensemble/ensemble-checks.ts';
import type { Judge } from '../../src/checkers/judge.ts';
import { checkDamaged, checkRecovery } from '../../src/checkers/recovery.ts';
import { bare, statOf } from '../../src/checkers/reference/reference-tree.ts';
import { checkSessionOrder } from '../../src/checkers/sessions/session-order.ts';
import { Effects } from '../../src/checkers/witness/effects.ts';
import { checkRealTime } from '../../src/checkers/witness/real-time.ts';
import { checkSyncedReads } from '../../src/checkers/witness/synced-reads.ts';
import { checkWatches } from '../../src/checkers/witness/watches.ts';
import { type Sighting, witness } from '../../src/checkers/witness/witness.ts';
import { SimDirectory } from '../../src/disk/sim-directory.ts';
import { type Call, type CreateCall, NONE, type Result } from '../../src/history/call.ts';
import type { Operation, SessionRecord, StreamItem } from '../../src/history/history.ts';
import { type Boot, type InvariantId, simulate } from '../../src/index.ts';

// One run for each invariant in which it, and as little else as possible, is broken.

const zxid = (epoch: number, counter: number): Zxid => (epoch * 2 ** 32 + counter) as Zxid;

/** Three voters as the checks see them. */
class Ensemble {
  readonly checks: EnsembleChecks;

  constructor(judge: Judge) {
    this.checks = new EnsembleChecks(judge, [1, 2, 3]);
  }

  step(sid: number, what: Partial<Omit<Step, 'sid'>>): void {
    const nothing = { view: null, appended: [], committed: [], storing: null, stored: null };
    this.checks.stepped({ ...nothing, applied: 0 as Zxid, flushed: 0 as Zxid, sid, ...what });
  }

  serves(sid: number, leader: number, epoch: number, fields: Partial<QuorumView> = {}): void {
    const state = sid === leader ? ('leading' as const) : ('following' as const);
    const leading = sid === leader ? ({ pendingSyncs: 0 } as QuorumView['leading']) : null;
    const view = { state, phase: 'broadcast', serving: true, epoch, acceptedEpoch: epoch, leader, leading };
    this.step(sid, { view: { ...view, ...fields } as QuorumView });
  }

  /** It logs these, syncs them and delivers up to the last. */
  delivers(sid: number, ...records: readonly Uint8Array[]): void {
    const zxids = records.map(zxidOf);
    const last = zxids.at(-1) as Zxid;
    this.step(sid, { appended: records, committed: zxids, applied: last, flushed: last });
  }

  logs(sid: number, ...records: readonly Uint8Array[]): void {
    this.step(sid, { appended: records });
  }
}

export function zxidOf(record: Uint8Array): Zxid {
  const view = new DataView(record.buffer, record.byteOffset);
  return Number(view.getBigInt64(24)) as Zxid;
}

/** A record of a log with nothing in it but its zxid, and a checksum by which it differs from others. */
function record(at: Zxid, sum = 7): Uint8Array {
  const writer = new ByteWriter(64);
  writer.i32(0);
  writer.i32(sum);
  writer.i32(20);
  writer.raw(new Uint8Array(12));
  writer.i64(at);
  writer.u8(0x42);
  return writer.copy();
}

export function packet(type: number, at: number, data: Uint8Array | null = null): Uint8Array {
  const writer = new ByteWriter(64);
  writer.i32(type);
  writer.i64(at as Zxid);
  writer.i32(data === null ? -1 : data.length);
  if (data !== null) writer.raw(data);
  writer.i32(-1);
  return writer.copy();
}

export const A = record(zxid(1, 1));
const B = record(zxid(1, 2));
const C = record(zxid(1, 3));
const NEXT = record(zxid(2, 1));

export function led(judge: Judge): Ensemble {
  const ensemble = new Ensemble(judge);
  ensemble.serves(1, 1, 1);
  return ensemble;
}

const SESSION = 0x10n as SessionId;
let operations = 0;

function operation(call: Call, at: number, result: Result, fields: Partial<Operation> = {}): Operation {
  const id = operations++;
  const times = { invokedUs: 10 * id, returnedUs: 10 * id + 5 };
  const reply = { zxid: at as Zxid, err: ErrorCode.ok, result };
  return { id, client: 1, session: SESSION, xid: id, call, member: 1, ...times, reply, ...fields };
}

const create = (path: string, value = 'v'): CreateCall => ({
  type: 'create',
  path,
  value,
  ephemeral: false,
  sequential: false,
  access: 'open',
});
const get = (path: string): Call => ({ type: 'getData', path, watch: false });

function statAt(at: number, fields: Partial<Stat> = {}): Stat {
  const node = { ...bare(), value: 'v', czxid: at as Zxid, mzxid: at as Zxid, pzxid: at as Zxid };
  return { ...statOf(node), ...fields };
}

function entry(at: number, cxid: number, type: number, fields: object = {}): TxnEntry {
  const header = { sessionId: SESSION, cxid, zxid: at as Zxid, timeMs: 0, type };
  return { header, body: { type, ...fields }, digest: null } as unknown as TxnEntry;
}

const ended = (at: number): TxnEntry => entry(at, 0, OpCode.closeSession, { paths2Delete: null });
const OPENED = entry(1, 0, OpCode.createSession);

function testify(
  judge: Judge,
  seen: readonly Operation[],
  entries: readonly TxnEntry[],
  sightings: readonly Sighting[] = [],
) {
  witness({ operations: seen, entries: [OPENED, ...entries], sightings, judge });
}

/** `/a` is made at zxid 2; the reply says what the bad run wants. */
function created(judge: Judge, result: Result, ...more: Operation[]): void {
  const made = operation(create('/a'), 2, result);
  testify(judge, [made, ...more], [entry(2, made.xid, OpCode.create2)]);
}

function session(judge: Judge, stream: StreamItem[]): void {
  const times = { openedUs: 0, touchedUs: 0, timeoutMs: 4000 };
  const record = { id: SESSION, client: 1, isExpired: false, ...times, stream } as SessionRecord;
  checkSessionOrder(record, judge);
  checkWatches(record, new Effects(), judge);
}

function replied(of: Operation): StreamItem {
  return { type: 'reply', operation: of, zxid: of.reply?.zxid as Zxid };
}

const okay = (at: number): Result => ({ type: 'created', path: '/a', stat: statAt(at) });

const recovered = (lastZxid: number) => ({
  tree: new DataTree(),
  sessions: new Map(),
  lastZxid: lastZxid as Zxid,
  beyond: null,
  snapshot: null,
  logs: [],
});

class Deaf extends EnsembleMember {
  override step(input: MemberInput, outbox: Outbox): void {
    if (input.type !== 'clientBytes') super.step(input, outbox);
  }
}

function multi(judge: Judge): void {
  const stat = (at: number, version: number): Stat => statAt(at, { version });
  const set = (path: string) => ({ type: 'setData' as const, path, value: 'w', version: -1 });
  const results = ['/a', '/b'].map(() => ({
    err: 0,
    result: { type: 'stat' as const, stat: stat(2, 1) },
  }));
  const both = operation({ type: 'multi', ops: [set('/a'), set('/b')] }, 5, { type: 'multi', results });
  // One session sees the multi's value of /a, and then /b without it.
  const other = { session: 0x11n as SessionId };
  const after = operation(get('/a'), 5, { type: 'data', value: 'w', stat: stat(2, 1) }, other);
  const before = operation(get('/b'), 5, { type: 'data', value: 'v', stat: stat(2, 0) }, other);
  checkCycles([both, after, before], false, judge);
}

export const BAD_RUNS: Readonly<Record<InvariantId, (judge: Judge) => void>> = {
  I1: (judge) => led(judge).serves(2, 2, 1),
  I2: (judge) => {
    const ensemble = led(judge);
    ensemble.checks.ended(1);
    ensemble.serves(2, 2, 1);
  },
  I3: (judge) => {
    const ensemble = led(judge);
    ensemble.serves(2, 1, 1);
    ensemble.delivers(1, A);
    ensemble.delivers(2, record(zxid(1, 1), 8));
  },
  I4: (judge) => {
    const ensemble = led(judge);
    ensemble.serves(2, 1, 1);
    ensemble.delivers(2, A);
  },
  I5: (judge) => {
    const ensemble = led(judge);
    ensemble.serves(2, 1, 1);
    ensemble.delivers(1, A, B);
    ensemble.delivers(2, B);
  },
  I6: (judge) => {
    const ensemble = led(judge);
    ensemble.logs(1, A, B);
    for (const sid of [2, 3]) ensemble.serves(sid, 1, 1);
    ensemble.delivers(2, B);
    ensemble.delivers(3, A, B);
  },
  I7: (judge) => {
    const ensemble = led(judge);
    ensemble.logs(1, A, B, C);
    ensemble.serves(2, 1, 1);
    ensemble.delivers(2, A, C);
  },
  I8: (judge) => {
    const ensemble = led(judge);
    ensemble.logs(1, A);
    for (const sid of [2, 3]) ensemble.serves(sid, 1, 1);
    ensemble.checks.ended(1);
    ensemble.serves(2, 2, 2);
    ensemble.delivers(2, NEXT);
    ensemble.delivers(3, A);
  },
  I9: (judge) => {
    const ensemble = led(judge);
    ensemble.delivers(1, A);
    ensemble.checks.ended(1);
    ensemble.serves(2, 2, 2);
    ensemble.logs(2, NEXT);
  },
  I10: (judge) => new Ensemble(judge).checks.link(2, 1).sent(false, packet(PacketType.upToDate, -1)),
  I11: (judge) => {
    const ensemble = led(judge);
    ensemble.delivers(1, A, B);
    ensemble.step(1, { applied: zxid(1, 1) });
  },
  I12: (judge) => {
    const ensemble = led(judge);
    ensemble.logs(1, A);
    ensemble.logs(2, record(zxid(1, 1), 8));
    ensemble.serves(2, 1, 1);
  },
  I13: (judge) => {
    const ensemble = led(judge);
    ensemble.delivers(1, A);
    ensemble.serves(2, 2, 2);
  },
  I14: (judge) => {
    const ensemble = led(judge);
    ensemble.serves(2, 1, 1);
    ensemble.delivers(1, A);
    ensemble.delivers(2, A);
    ensemble.checks.truncated(2, 0 as Zxid);
  },
  I15: (judge) => new Ensemble(judge).serves(1, 1, 3, { acceptedEpoch: 2 }),
  I16: (judge) => testify(judge, [operation(create('/a'), 2, okay(2))], []),
  I17: (judge) => {
    const read = operation(get('/a'), 2, { type: 'data', value: 'nobody', stat: statAt(2) });
    created(judge, okay(2), read);
  },
  I18: (judge) => {
    const first = operation(create('/a'), 5, okay(5));
    const second = operation(create('/b'), 4, okay(4));
    checkRealTime([first, second], false, judge);
  },
  I19: (judge) => {
    const write = operation(create('/a'), 5, okay(5));
    const sync = operation({ type: 'sync', path: '/a' }, 5, NONE);
    const read = operation(get('/a'), 4, NONE);
    checkSyncedReads([write, sync, read], judge);
  },
  I20: (judge) => {
    const read = (at: number) => replied(operation(get('/a'), at, NONE));
    session(judge, [read(5), read(4)]);
  },
  I21: (judge) => {
    const first = operation(get('/a'), 5, NONE);
    session(judge, [replied(operation(get('/b'), 5, NONE)), replied(first)]);
  },
  I22: (judge) => session(judge, [{ type: 'event', event: 3, path: '/a', zxid: 5 as Zxid }]),
  I23: (judge) => testify(judge, [], [ended(2), ended(3)]),
  I24: (judge) => created(judge, { type: 'created', path: '/b', stat: statAt(2) }),
  I25: multi,
  I26: (judge) => created(judge, { type: 'created', path: '/a', stat: statAt(2, { numChildren: 1 }) }),
  I27: (judge) => testify(judge, [], [], [{ zxid: 1 as Zxid, hash: 'other', sid: 1, where: 'a tree' }]),
  I28: (judge) => checkRecovery(1, recovered(4), 5, new SimDirectory(), judge),
  I29: (judge) => checkDamaged(recovered(5), recovered(4), 5, 'a bit turned', judge),
  I30: (judge) => {
    const secret = operation({ ...create('/a'), access: 'mine' }, 2, okay(2));
    const read = operation(get('/a'), 2, { type: 'data', value: 'v', stat: statAt(2) }, { client: 2 });
    testify(judge, [secret, read], [entry(2, secret.xid, OpCode.create2)]);
  },
  I31: (judge) => {
    const { violations } = simulate({ seed: 1, members: 3, observers: 0, minutes: 1, factory: deaf });
    for (const { invariant, message } of violations) judge.report(invariant, message);
  },
  I32: (judge) => {
    const view = { outstanding: 11, connections: 1 } as MemberView;
    const limits = { outstanding: 10, connections: 10, backlog: 10 };
    checkLimits(1, { view, quorum: null, backlog: 0 }, limits, judge);
  },
};

/** A link on which a learner has been greeted, told the epoch, and sent a history that ends at `last`. */
function synced(judge: Judge, last: number) {
  const ensemble = led(judge);
  const link = ensemble.checks.link(2, 1);
  const say = (isUp: boolean, ...args: Parameters<typeof packet>): void => {
    const bytes = packet(...args);
    link.sent(isUp, bytes);
    link.arrived(isUp, bytes.length);
  };
  say(true, PacketType.followerInfo, 0);
  say(false, PacketType.leaderInfo, zxid(1, 0));
  say(true, PacketType.ackEpoch, last);
  say(false, PacketType.diff, last);
  return { ensemble, say };
}

const { proposal, commit, newLeader, ack } = PacketType;

/** One run for each flag of I10. */
export const RAISED_FLAGS: Readonly<Record<string, (judge: Judge) => void>> = {
  messageIllegal: (judge) => synced(judge, 0).say(false, PacketType.ping, 0),
  proposalInconsistent: (judge) => {
    const { ensemble, say } = synced(judge, 0);
    ensemble.logs(1, A, B);
    say(false, proposal, zxid(1, 2), B.slice(12, 32));
  },
  commitInconsistent: (judge) => {
    const { ensemble, say } = synced(judge, 0);
    ensemble.logs(1, A, B);
    say(false, proposal, zxid(1, 1), A.slice(12, 32));
    say(false, commit, zxid(1, 2));
  },
  ackInconsistent: (judge) => {
    const { ensemble, say } = synced(judge, 0);
    ensemble.logs(1, A);
    say(false, proposal, zxid(1, 1), A.slice(12, 32));
    say(false, commit, zxid(1, 1));
    say(false, newLeader, zxid(1, 0));
    // Nothing of it is on the learner's disk.
    say(true, ack, zxid(1, 0));
  },
  stateInconsistent: (judge) => {
    const { ensemble, say } = synced(judge, 0);
    ensemble.step(2, { flushed: 1 as Zxid });
    say(false, newLeader, zxid(1, 0));
    ensemble.serves(2, 1, 1);
  },
};

/** The same, without anything wrong. */
export function soundLink(judge: Judge): void {
  const ensemble = new Ensemble(judge);
  const link = ensemble.checks.link(2, 1);
  const say = (isUp: boolean, ...args: Parameters<typeof packet>): void => {
    const bytes = packet(...args);
    link.sent(isUp, bytes);
    link.arrived(isUp, bytes.length);
  };
  say(true, PacketType.followerInfo, 0);
  say(false, PacketType.leaderInfo, zxid(1, 0));
  say(true, PacketType.ackEpoch, 0);
  say(false, PacketType.diff, 0);
  say(false, newLeader, zxid(1, 0));
  say(true, ack, zxid(1, 0));
  ensemble.serves(1, 1, 1);
  say(false, PacketType.upToDate, -1);
  ensemble.serves(2, 1, 1);
  say(true, ack, zxid(1, 0));
  for (const each of [A, B]) {
    const at = zxidOf(each);
    ensemble.step(1, { appended: [each], applied: (at - 1) as Zxid });
    say(false, proposal, at, each.slice(12, 32));
    ensemble.step(2, { appended: [each], flushed: at, applied: (at - 1) as Zxid });
    say(true, ack, at);
    ensemble.step(1, { flushed: at, committed: [at], applied: at });
    say(false, commit, at);
    ensemble.step(2, { flushed: at, committed: [at], applied: at });
  }
}

function deaf({ config, recovered: state, seed, ensemble }: Boot): Deaf {
  if (ensemble === null) throw new Error('it is no member of an ensemble');
  return new Deaf(config, ensemble.peer, ensemble.epochs, state, seed);
}
