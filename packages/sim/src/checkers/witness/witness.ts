import type { TxnEntry } from '@vivarium/engine';
import { ErrorCode, hex64, OpCode, type SessionId, ZERO_ZXID, type Zxid } from '@vivarium/jute';
import {
  isRead,
  isWrite,
  NONE,
  type Outcome,
  type ReadCall,
  type Reply,
  type WriteCall,
} from '../../history/call.ts';
import type { Operation } from '../../history/history.ts';
import type { InvariantId } from '../../run/violation.ts';
import type { Judge } from '../judge.ts';
import { execute, read } from '../reference/execute.ts';
import { ReferenceTree } from '../reference/reference-tree.ts';
import { Effects } from './effects.ts';
import { outcomeDifference } from './outcome-difference.ts';
import { name } from './real-time.ts';

/** The tree that a member recovered or held at a zxid. */
export interface Sighting {
  readonly zxid: Zxid;
  readonly hash: string;
  readonly sid: number;
  readonly where: string;
}

export interface Testimony {
  readonly operations: readonly Operation[];
  /** The log that survived, by zxid. */
  readonly entries: readonly TxnEntry[];
  readonly sightings: readonly Sighting[];
  readonly judge: Judge;
}

/** Answers that mean that the request never became a transaction. */
const UNLOGGED: ReadonlySet<number> = new Set([ErrorCode.sessionExpired, ErrorCode.sessionMoved]);

/**
 * The zxid witness. The log that survived says in which order writes took effect; each is executed on a plain tree, and
 * what members logged, replied and held is compared with that. Returns what watches should have told.
 *
 * 1. The log is the only source of the order, so a reply whose zxid is not in it, or belongs to another request, is a lost write.
 * 2. A request whose reply was lost took effect if and only if the log has it.
 * 3. A read must be what the tree was at the zxid in its header.
 */
export function witness(testimony: Testimony): Effects {
  return new Witness(testimony).run();
}

class Witness {
  private readonly testimony: Testimony;
  private readonly tree = new ReferenceTree();
  private readonly effects = new Effects();
  private readonly requests = new Map<string, Operation>();
  private readonly applied = new Set<Operation>();
  private readonly reads: Operation[];
  private readonly sightings: Sighting[];
  private nextRead = 0;
  private nextSighting = 0;
  private last: Zxid = ZERO_ZXID;

  constructor(testimony: Testimony) {
    this.testimony = testimony;
    for (const operation of testimony.operations) {
      if (!isRead(operation.call)) this.requests.set(`${operation.session}:${operation.xid}`, operation);
    }
    this.reads = testimony.operations
      .filter(({ call, reply }) => reply !== null && isRead(call))
      .sort((a, b) => zxidOf(a) - zxidOf(b));
    this.sightings = [...testimony.sightings].sort((a, b) => a.zxid - b.zxid);
  }

  run(): Effects {
    for (const entry of this.testimony.entries) {
      this.checkStateUpTo(entry.header.zxid - 1);
      this.apply(entry);
      this.effects.note(this.tree.takeChanges(), entry.header.zxid);
      this.last = entry.header.zxid;
    }
    this.checkStateUpTo(this.last);
    this.checkBeyondLog();
    this.checkLost();
    return this.effects;
  }

  /** Everything that was seen of the state before the next transaction. */
  private checkStateUpTo(zxid: number): void {
    for (let each = this.reads[this.nextRead]; each !== undefined; each = this.reads[this.nextRead]) {
      if (zxidOf(each) > zxid) break;
      this.nextRead++;
      this.compare(each, read(this.tree, each.call as ReadCall, each.client));
    }
    for (let each = this.sightings[this.nextSighting]; each !== undefined; ) {
      if (each.zxid > zxid) break;
      this.looked('I27');
      if (each.hash !== this.tree.hash()) this.report('I27', `${each.where} at ${hex64(each.zxid)}`);
      each = this.sightings[++this.nextSighting];
    }
  }

  private checkBeyondLog(): void {
    const read = this.reads[this.nextRead];
    if (read !== undefined) this.report('I16', `${name(read)} saw ${hex64(zxidOf(read))}, beyond the log`);
    const seen = this.sightings[this.nextSighting];
    if (seen !== undefined) this.report('I16', `${seen.where} at ${hex64(seen.zxid)} is beyond the log`);
  }

  /** Acknowledged and not in the log. */
  private checkLost(): void {
    for (const operation of this.requests.values()) {
      const { call, reply } = operation;
      if (reply === null || call.type === 'sync' || call.type === 'addWatch') continue;
      this.looked('I16');
      if (this.applied.has(operation)) continue;
      if (UNLOGGED.has(reply.err)) continue;
      this.report('I16', `${name(operation)} was answered with ${hex64(reply.zxid)} and is not in the log`);
    }
  }

  private apply({ header, body }: TxnEntry): void {
    const { sessionId, zxid } = header;
    if (body.type === OpCode.createSession) {
      this.tree.sessions.set(sessionId, new Set());
      return;
    }
    const operation = this.requests.get(`${sessionId}:${header.cxid}`);
    if (body.type === OpCode.closeSession) {
      this.closeSession(sessionId, zxid, body.paths2Delete);
      if (operation !== undefined) this.applied.add(operation);
      return;
    }
    // A closeSession that comes when the session is over already fails like any other request of it.
    if (operation?.call.type === 'closeSession' && body.type === OpCode.error) return;
    if (operation === undefined || !isWrite(operation.call)) {
      // A member's own transactions, such as those that remove containers, have no session.
      if (body.type === OpCode.deleteContainer) this.sweep(body.path, zxid);
      else if (sessionId !== 0n)
        this.report(
          'I17',
          `${hex64(zxid)} (${body.type}) of ${hex64(sessionId)} is no request of any client`,
        );
      return;
    }
    if (this.applied.has(operation)) this.report('I17', `${name(operation)} took effect twice`);
    this.applied.add(operation);
    this.write(operation, operation.call, { header, body, digest: null });
  }

  private write(operation: Operation, call: WriteCall, { header, body }: TxnEntry): void {
    const { sessionId, zxid, timeMs } = header;
    const by = { zxid, timeMs, session: sessionId, client: operation.client };
    const expected = this.tree.sessions.has(sessionId)
      ? execute(this.tree, call, by)
      : { err: ErrorCode.sessionExpired, result: NONE };
    const err = body.type === OpCode.error ? body.err : ErrorCode.ok;
    if (err !== expected.err) {
      this.report('I17', `${name(operation)} is logged with error ${err} instead of ${expected.err}`);
    }
    const { reply } = operation;
    if (reply !== null && reply.zxid !== zxid) {
      this.report(
        'I16',
        `${name(operation)} was answered with ${hex64(reply.zxid)}, the log has it at ${hex64(zxid)}`,
      );
    } else {
      this.compare(operation, expected);
    }
  }

  /** Only what lost its last child, or may outlive its time, is taken away by nobody's wish, and only while it is empty. */
  private sweep(path: string, zxid: Zxid): void {
    const node = this.tree.find(path);
    this.looked('I17');
    const { isContainer = false, isTtl = false, made = 0, children } = node ?? {};
    if (children?.size === 0 && (isTtl || (isContainer && made > 0))) this.tree.remove(path, zxid);
    else this.report('I17', `${path} is swept away at ${hex64(zxid)}, and is nothing to be swept`);
  }

  private closeSession(session: SessionId, zxid: Zxid, paths: readonly string[] | null): void {
    this.looked('I23');
    const owned = this.tree.sessions.get(session);
    if (owned === undefined) {
      this.report('I23', `session ${hex64(session)} ends at ${hex64(zxid)}, but is not alive`);
      return;
    }
    const expected = [...owned].sort().join();
    if (paths !== null && [...paths].sort().join() !== expected) {
      this.report(
        'I23',
        `session ${hex64(session)} takes along ${[...paths].sort().join()} instead of ${expected}`,
      );
    }
    for (const path of [...owned]) this.tree.remove(path, zxid);
    this.tree.sessions.delete(session);
  }

  private compare(operation: Operation, expected: Outcome): void {
    if (operation.reply === null) return;
    this.looked('I17');
    for (const invariant of shownBy(expected)) this.looked(invariant);
    const difference = outcomeDifference(expected, operation.reply);
    if (difference === null) return;
    const at = hex64(operation.reply.zxid);
    this.report(difference.invariant, `${name(operation)} at ${at}: ${difference.message}`);
  }

  private looked(invariant: InvariantId): void {
    this.testimony.judge.looked(invariant);
  }

  private report(invariant: InvariantId, message: string): void {
    this.testimony.judge.report(invariant, message);
  }
}

function zxidOf(operation: Operation): Zxid {
  return (operation.reply as Reply).zxid;
}

/** What an answer would break, beyond I17, if it were another. */
function shownBy({ err, result }: Outcome): InvariantId[] {
  if (err === ErrorCode.noAuth) return ['I30'];
  if (result.type === 'multi') return ['I25'];
  if (result.type === 'created') return ['I24', 'I26'];
  return result.type === 'none' ? [] : ['I26'];
}
