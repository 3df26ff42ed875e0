/** What a client of a play did or came to know. Closed. */
export type FactKind =
  | 'connected'
  /** Its process ended without a word: session and nodes go when the session expires. */
  | 'died'
  | 'sessionLost'
  | 'registered'
  | 'waits'
  | 'holds'
  | 'released'
  | 'leads'
  | 'standsBy'
  | 'published'
  /** A subscriber has the version. */
  | 'told'
  | 'joined'
  | 'left'
  /** A member sees another come, or go: `about` names it. */
  | 'seesJoin'
  | 'seesLeave'
  | 'put'
  | 'claimed'
  | 'finished';

export interface Fact {
  /** Counts up. */
  readonly n: number;
  readonly atMs: number;
  /** Who: A, B, worker-1, … */
  readonly client: string;
  readonly what: FactKind;
  readonly path: string | null;
  /** The fencing token or zxid that goes with it. */
  readonly zxid: number | null;
  /** A predecessor, an item, a version, a member: what it is about. */
  readonly about: string | null;
}

export type FactDetails = Partial<Pick<Fact, 'path' | 'zxid' | 'about'>>;

/** Facts in the order in which they became known. */
export class FactLog {
  private readonly wallMs: () => number;
  private readonly kept: Fact[] = [];
  private readonly listeners = new Set<(fact: Fact) => void>();
  private readonly limit: number;
  private count = 0;

  /** Keeps the last `limit` facts. */
  constructor(wallMs: () => number, limit = 10_000) {
    this.wallMs = wallMs;
    this.limit = limit;
  }

  get facts(): readonly Fact[] {
    return this.kept;
  }

  add(client: string, what: FactKind, details: FactDetails = {}): void {
    this.count += 1;
    const fact = { n: this.count, atMs: this.wallMs(), client, what, path: null, zxid: null, about: null };
    this.kept.push({ ...fact, ...details });
    if (this.kept.length > this.limit) this.kept.shift();
    for (const listener of [...this.listeners]) listener(this.kept.at(-1) as Fact);
  }

  /** Hears every fact from the next one on. Returns what ends the subscription. */
  subscribe(listener: (fact: Fact) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
