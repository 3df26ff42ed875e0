import type { LinkCounts } from '@vivarium/contract';

type Pair = LinkCounts['pairs'][number];
type Kind = Exclude<keyof Pair, 'from' | 'to'>;

/** Counts messages by sender and receiver, a span at a time. */
export class LinkMeter {
  #pairs = new Map<number, Pair>();
  #sinceMs: number;

  constructor(wallMs: number) {
    this.#sinceMs = wallMs;
  }

  add(from: number, to: number, kind: Kind, count = 1): void {
    if (count === 0) return;
    const key = from * 1_024 + to;
    const pair = this.#pairs.get(key) ?? {
      from,
      to,
      proposals: 0,
      acks: 0,
      commits: 0,
      informs: 0,
      pings: 0,
      votes: 0,
    };
    pair[kind] += count;
    this.#pairs.set(key, pair);
  }

  /** What travelled since the last call; null when nothing did. */
  take(wallMs: number): LinkCounts | null {
    const spanMs = wallMs - this.#sinceMs;
    this.#sinceMs = wallMs;
    if (this.#pairs.size === 0) return null;
    const pairs = [...this.#pairs.values()];
    this.#pairs = new Map();
    return { atMs: wallMs, spanMs, pairs };
  }
}
