import type { Zxid } from '@vivarium/jute';
import { Fifo } from '../../pipeline/fifo.ts';
import type { QuorumVerifier } from '../verifier/verifier.ts';
import type { LoggedEntry } from './committed-log.ts';

interface Outstanding extends LoggedEntry {
  readonly proposedMs: number;
  /** A handful at most: cheaper than a set of its own for each proposal. */
  readonly acks: number[];
}

/** What a leader has proposed and not committed yet, in zxid order and without a hole. */
export class Proposals {
  /** Sizes of proposals; -1 before the first. */
  readonly bytes = { last: -1, min: -1, max: -1 };
  private readonly queue = new Fifo<Outstanding>();
  private readonly verifier: QuorumVerifier;

  constructor(verifier: QuorumVerifier) {
    this.verifier = verifier;
  }

  get size(): number {
    return this.queue.length;
  }

  add(entry: LoggedEntry, nowMs: number): void {
    const last = this.queue.peekLast();
    if (last !== undefined && entry.zxid !== last.zxid + 1) {
      throw new Error(`proposal ${entry.zxid} does not follow ${last.zxid}`);
    }
    this.queue.push({ zxid: entry.zxid, entry: entry.entry, proposedMs: nowMs, acks: [] });
    const { bytes } = this;
    bytes.last = entry.entry.length;
    bytes.min = bytes.min === -1 ? bytes.last : Math.min(bytes.min, bytes.last);
    bytes.max = Math.max(bytes.max, bytes.last);
  }

  /** Notes an ack; one for a proposal that is committed already means nothing. */
  ack(sid: number, zxid: Zxid): void {
    const first = this.queue.peek();
    if (first === undefined || zxid < first.zxid) return;
    const acks = this.queue.at(zxid - first.zxid)?.acks;
    if (acks !== undefined && !acks.includes(sid)) acks.push(sid);
  }

  /** A member's log holds everything up to this zxid. */
  ackUpTo(sid: number, zxid: Zxid): void {
    for (const each of this.queue) {
      if (each.zxid > zxid) return;
      if (!each.acks.includes(sid)) each.acks.push(sid);
    }
  }

  /** A member may have been told to forget what it acknowledged: it has to say so again. */
  revoke(sid: number): void {
    for (const { acks } of this.queue) {
      const at = acks.indexOf(sid);
      if (at !== -1) acks.splice(at, 1);
    }
  }

  /** Takes out the oldest proposal once a quorum has it. Commits leave strictly in order. */
  takeCommittable(): LoggedEntry | null {
    const first = this.queue.peek();
    if (first === undefined || !this.verifier.isQuorum(first.acks)) return null;
    this.queue.shift();
    return first;
  }

  /** When the oldest proposal that this member has not acknowledged was made; null when it has all. */
  oldestWithout(sid: number): number | null {
    for (const each of this.queue) if (!each.acks.includes(sid)) return each.proposedMs;
    return null;
  }

  all(): LoggedEntry[] {
    return [...this.queue];
  }
}
