import type { TimelineEvent } from './event.ts';

export interface HistoryEntry {
  /** Rises by one per event of this history, whatever the source. */
  readonly seq: number;
  readonly event: TimelineEvent;
}

/** The last events of several sources in one order, bounded: what happened since N, or that N is too long ago. */
export class History {
  private readonly capacity: number;
  /** A ring: the entry with number `seq` stands at `seq % capacity`. */
  private readonly ring: HistoryEntry[] = [];
  private last = 0;

  /** `capacity` is the number of events kept, at least 1. */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`a history of ${capacity} events`);
    this.capacity = capacity;
  }

  /** Number of the newest event, 0 before the first. */
  get lastSeq(): number {
    return this.last;
  }

  append(event: TimelineEvent): HistoryEntry {
    this.last += 1;
    const entry = { seq: this.last, event };
    this.ring[this.last % this.capacity] = entry;
    return entry;
  }

  /**
   * Everything after `seq`, oldest first; 'reset' when some of it is no longer kept, or when `seq` is of
   * another history (it lies in the future). After a reset the reader takes the whole view instead.
   */
  since(seq: number): HistoryEntry[] | 'reset' {
    if (!Number.isInteger(seq) || seq < 0 || seq > this.last || this.last - seq > this.capacity)
      return 'reset';
    const entries: HistoryEntry[] = [];
    for (let at = seq + 1; at <= this.last; at++) entries.push(this.ring[at % this.capacity] as HistoryEntry);
    return entries;
  }
}
