/** What travels between members. */
export type Sign = 'proposal' | 'ack' | 'commit' | 'inform' | 'vote';

/** Messages of one sign on one directed link, seen together. */
export interface Flow {
  readonly sign: Sign;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** What a vote says; null for the rest. */
  readonly label: string | null;
}

export interface Particle {
  readonly sign: Sign;
  readonly from: number;
  readonly to: number;
  readonly startMs: number;
  readonly landMs: number;
  /** When it leaves the picture: a vote's arrow stays long enough to be read. */
  readonly goneMs: number;
  readonly label: string | null;
}

/** Messages that a link carried in the last whole second, by sign. */
export type Tally = Readonly<Partial<Record<Sign, number>>>;

/** Particles per second that one directed link may show. */
export const SHOWN_PER_SECOND_MAX = 120;
const FLIGHT_MS: Record<Sign, number> = { proposal: 300, ack: 240, commit: 300, inform: 360, vote: 420 };
const VOTE_STAYS_MS = 2_400;
/** So that a burst after silence does not show all of a second's share at once. */
const BUCKET_MAX = 24;

interface LinkState {
  tokens: number;
  refilledMs: number;
  windowMs: number;
  counts: Partial<Record<Sign, number>>;
  seen: number;
  shown: number;
  last: { counts: Tally; seen: number; shown: number };
}

const NOTHING = { counts: {}, seen: 0, shown: 0 };

/** The particles in flight, stepped by the clock that is handed in. Bounded: what exceeds the share is counted. */
export class ParticleField {
  #flying: Particle[] = [];
  readonly #links = new Map<string, LinkState>();

  /** Takes messages in; those within the link's share start evenly over the next `spanMs`. */
  add(flow: Flow, nowMs: number, spanMs: number): void {
    const link = this.#link(flow.from, flow.to, nowMs);
    link.counts[flow.sign] = (link.counts[flow.sign] ?? 0) + flow.count;
    link.seen += flow.count;
    // Votes are few and each says something: they are never thinned.
    const most = flow.sign === 'vote' ? flow.count : Math.min(flow.count, Math.floor(link.tokens));
    if (flow.sign !== 'vote') link.tokens -= most;
    link.shown += most;
    for (let index = 0; index < most; index += 1) {
      const startMs = nowMs + (spanMs * index) / most;
      const landMs = startMs + FLIGHT_MS[flow.sign];
      const goneMs = flow.sign === 'vote' ? landMs + VOTE_STAYS_MS : landMs;
      const { sign, from, to, label } = flow;
      this.#flying.push({ sign, from, to, startMs, landMs, goneMs, label });
    }
  }

  /** What is in the picture at this moment; what has landed is let go. */
  advance(nowMs: number): readonly Particle[] {
    this.#flying = this.#flying.filter((particle) => particle.goneMs > nowMs);
    for (const link of this.#links.values()) roll(link, nowMs);
    return this.#flying;
  }

  /** 1 when everything is shown, else the "n" of "1 in n shown" of the busiest link. */
  thinning(nowMs: number): number {
    let most = 1;
    for (const link of this.#links.values()) {
      roll(link, nowMs);
      const { seen, shown } = link.last;
      if (seen > shown) most = Math.max(most, Math.round(seen / Math.max(1, shown)));
    }
    return most;
  }

  /** Counts of the last whole second on one directed link. */
  tally(from: number, to: number, nowMs: number): Tally {
    const link = this.#links.get(`${from}>${to}`);
    if (link === undefined) return {};
    roll(link, nowMs);
    return link.last.counts;
  }

  /** Forgets what flies, as a hidden page does: it is not replayed. */
  drop(): void {
    this.#flying = [];
    this.#links.clear();
  }

  #link(from: number, to: number, nowMs: number): LinkState {
    const key = `${from}>${to}`;
    let link = this.#links.get(key);
    if (link === undefined) {
      const windowMs = Math.floor(nowMs / 1_000);
      link = {
        tokens: BUCKET_MAX,
        refilledMs: nowMs,
        windowMs,
        counts: {},
        seen: 0,
        shown: 0,
        last: NOTHING,
      };
      this.#links.set(key, link);
    }
    roll(link, nowMs);
    const refill = ((nowMs - link.refilledMs) * SHOWN_PER_SECOND_MAX) / 1_000;
    link.tokens = Math.min(BUCKET_MAX, link.tokens + Math.max(0, refill));
    link.refilledMs = nowMs;
    return link;
  }
}

/** Closes the second that is over. */
function roll(link: LinkState, nowMs: number): void {
  const second = Math.floor(nowMs / 1_000);
  if (second === link.windowMs) return;
  const { counts, seen, shown } = link;
  link.last = second === link.windowMs + 1 ? { counts, seen, shown } : NOTHING;
  link.windowMs = second;
  link.counts = {};
  link.seen = 0;
  link.shown = 0;
}
