import type { StandingFault } from '@vivarium/timeline';
import type { Membership } from '../membership.ts';
import { firstDifference } from './server-lines.ts';

/** Members whose lists are remembered; more than that only somebody who makes them up can name. */
const LISTS_MAX = 64;
/** A list longer than this is nobody's. */
const LIST_CHARS_MAX = 64 * 1024;
/** A sid is used twice when so many links came that another open one speaks against, */
const CLAIMS = 3;
/** each within so long of the one before; as long after the last one the fault is taken to be gone. */
const CLAIM_SPAN_MS = 30_000;

interface Claim {
  count: number;
  lastMs: number;
  address: string | null;
}

/** What is wrong with the set-up of the ensemble, as far as the others' words show it. */
export class StandingFaults {
  private readonly self: number;
  private readonly membership: Membership;
  private readonly changed: (faults: readonly StandingFault[]) => void;
  private readonly even: readonly StandingFault[];
  private readonly lists = new Map<number, { readonly text: string; readonly fault: StandingFault | null }>();
  private readonly claims = new Map<number, Claim>();
  private standing: readonly StandingFault[];

  /** `changed` is called with all that stand whenever they are others than before. */
  constructor(self: number, membership: Membership, changed: (faults: readonly StandingFault[]) => void) {
    this.self = self;
    this.membership = membership;
    this.changed = changed;
    const voters = [...membership.members.values()].filter(({ role }) => role === 'participant').length;
    // With weights it is not the number that decides.
    this.even = voters % 2 === 0 && membership.groups === null ? [{ kind: 'evenVoters', voters }] : [];
    this.standing = this.even;
  }

  get all(): readonly StandingFault[] {
    return this.standing;
  }

  /** Tells what stands from the start. */
  begin(): void {
    if (this.standing.length > 0) this.changed(this.standing);
  }

  /** A member said which list it has; empty when it said none. */
  listed(sid: number, text: string): void {
    const known = this.lists.get(sid);
    if (text === '' || text === known?.text || text.length > LIST_CHARS_MAX) return;
    if (known === undefined && this.lists.size >= LISTS_MAX) return;
    const difference = firstDifference(this.membership, text);
    const fault: StandingFault | null =
      difference === null ? null : { kind: 'listsDiffer', by: sid, ...difference };
    this.lists.set(sid, { text, fault });
    if (fault !== null || (known !== undefined && known.fault !== null)) this.settle();
  }

  /** Somebody said to be a server that is there already: this one, or one with an open link. */
  claimed(sid: number, address: string | null, nowMs: number): void {
    const known = this.claims.get(sid);
    if (known === undefined && (!this.membership.members.has(sid) || this.claims.size >= LISTS_MAX)) return;
    const isRecent = known !== undefined && nowMs - known.lastMs <= CLAIM_SPAN_MS;
    // That nobody else may be us needs no second word.
    const count = sid === this.self ? CLAIMS : (isRecent ? known.count : 0) + 1;
    this.claims.set(sid, { count, lastMs: nowMs, address });
    if (count === CLAIMS) this.settle();
  }

  tick(nowMs: number): void {
    if (this.claims.size === 0) return;
    let isOver = false;
    for (const [sid, { count, lastMs }] of this.claims) {
      if (nowMs - lastMs <= CLAIM_SPAN_MS) continue;
      this.claims.delete(sid);
      isOver ||= count >= CLAIMS;
    }
    if (isOver) this.settle();
  }

  private settle(): void {
    const twice: StandingFault[] = [];
    for (const [sid, { count, address }] of this.claims)
      if (count >= CLAIMS) twice.push({ kind: 'sidTwice', sid, address });
    const differing: StandingFault[] = [];
    for (const { fault } of this.lists.values()) if (fault !== null) differing.push(fault);
    const next = [...this.even, ...twice, ...differing];
    const isNew = next.length !== this.standing.length || next.some((each) => !this.standing.includes(each));
    if (!isNew) return;
    this.standing = next;
    this.changed(next);
  }
}
