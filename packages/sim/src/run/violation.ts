/** The invariants by name; the numbers are those under which the project knows them. */
export const INVARIANTS = {
  I1: 'one established leader of an epoch at a time',
  I2: 'one established leader of an epoch in the whole run',
  I3: 'committed prefixes agree on all members',
  I4: 'nothing is delivered that no primary proposed',
  I5: 'of two delivered transactions one member has both',
  I6: 'transactions are delivered in one order everywhere',
  I7: 'proposals of one primary are delivered in its order',
  I8: 'transactions of a lower epoch are delivered first',
  I9: 'a primary has delivered all earlier epochs before it broadcasts',
  I10: 'no message, proposal, commit or ack comes out of its turn',
  I11: 'the committed log never shrinks or changes',
  I12: 'the log of a synced follower is a prefix of its leader’s',
  I13: 'a new leader holds all committed transactions',
  I14: 'synchronization removes no committed transaction',
  I15: 'no assertion of a member fails',
  I16: 'an acknowledged write is in every later log and in the final tree',
  I17: 'nothing is read that nobody wrote; an error never takes effect; an unknown outcome takes effect at most once',
  I18: 'a write that returned before another was invoked has the lower zxid',
  I19: 'reads are linearizable where they are promised to be',
  I20: 'the zxid that a session sees never falls',
  I21: 'replies come in the order of their requests, and a session reads its own writes',
  I22: 'a watch fires exactly once, before the new data, and is not lost over a reconnect',
  I23: 'ephemerals live as long as their session, and no session ends before its timeout',
  I24: 'sequential names are unique and rise',
  I25: 'a multi takes effect as a whole or not at all',
  I26: 'every Stat is exact',
  I27: 'the same zxid means the same tree everywhere and after recovery',
  I28: 'recovery is idempotent and never below what was durable',
  I29: 'a damaged record is never served and never cut away below the commit point',
  I30: 'nothing reveals what the identity may not read',
  I31: 'once the faults are healed a write is served within the bound',
  I32: 'queues and memory stay bounded',
} as const;
export type InvariantId = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: InvariantId;
  /** True time in the run, microseconds; the end of the run for what is checked there. */
  readonly atUs: number;
  readonly message: string;
}

/** Collects what is broken; one broken thing is often seen many times, so each invariant keeps the first few. */
export class Violations {
  private readonly found: Violation[] = [];
  private readonly counts = new Map<InvariantId, number>();
  private static readonly KEPT_MAX = 5;

  add(invariant: InvariantId, atUs: number, message: string): void {
    const count = (this.counts.get(invariant) ?? 0) + 1;
    this.counts.set(invariant, count);
    if (count <= Violations.KEPT_MAX) this.found.push({ invariant, atUs, message });
  }

  get all(): readonly Violation[] {
    return this.found;
  }
}
