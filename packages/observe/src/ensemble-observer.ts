import {
  EMPTY_VIEW,
  type EnsembleView,
  foldEvent,
  History,
  type HistoryEntry,
  type TimelineEvent,
} from '@vivarium/timeline';
import { type Clock, systemClock } from './clock.ts';
import { type Answer, type Ask, askFourLetterWord } from './four-letter-word.ts';
import { type PolledMember, StatusPoller } from './status-poller.ts';

export interface EnsembleObserverOptions {
  readonly members: readonly PolledMember[];
  /** 1 s when missing. */
  readonly pollIntervalMs?: number;
  /** Events kept for readers that come back; 10,000 when missing. */
  readonly historyCapacity?: number;
  readonly clock?: Clock;
  readonly ask?: Ask;
  /** As of the poller. */
  readonly tellsFaults?: boolean;
}

/** What a reader that knows everything up to some number needs. */
export type Updates =
  | { readonly type: 'events'; readonly seq: number; readonly entries: readonly HistoryEntry[] }
  | { readonly type: 'reset'; readonly seq: number; readonly view: EnsembleView };

export type EnsembleListener = (entry: HistoryEntry, view: EnsembleView) => void;

/**
 * One ensemble as seen from outside: events of every means in one order, folded into one view. A member of
 * our own adds its finer events through `accept`; the probe and the tap will do the same.
 */
export class EnsembleObserver {
  private readonly options: EnsembleObserverOptions;
  private poller: StatusPoller;
  private readonly history: History;
  private readonly listeners = new Set<EnsembleListener>();
  private current: EnsembleView = EMPTY_VIEW;

  constructor(options: EnsembleObserverOptions) {
    this.options = options;
    this.history = new History(options.historyCapacity ?? 10_000);
    this.poller = this.pollerOf(options.members);
  }

  private pollerOf(members: readonly PolledMember[]): StatusPoller {
    const { pollIntervalMs = 1_000, clock = systemClock, ask = askFourLetterWord } = this.options;
    const { tellsFaults = true } = this.options;
    const onEvent = (event: TimelineEvent): void => this.accept(event);
    return new StatusPoller({ members, intervalMs: pollIntervalMs, clock, ask, onEvent, tellsFaults });
  }

  get view(): EnsembleView {
    return this.current;
  }

  /** Number of the newest event. */
  get seq(): number {
    return this.history.lastSeq;
  }

  start(): void {
    this.poller.start();
  }

  stop(): void {
    this.poller.stop();
  }

  /** The members turn out to be others, or to have other ids: the old ones leave the view. Runs on if it ran. */
  relist(members: readonly PolledMember[]): void {
    const { clock = systemClock } = this.options;
    this.poller.stop();
    for (const { id } of this.current.members) {
      if (members.some((member) => member.id === id)) continue;
      const stamp = { seq: 0, atMs: clock.nowMs(), wallMs: clock.wallMs(), member: id };
      this.accept({ ...stamp, type: 'memberUnlisted', cause: 'its server id is known by now' });
    }
    this.poller = this.pollerOf(members);
    this.poller.start();
  }

  /** Takes an event from any source. */
  accept(event: TimelineEvent): void {
    const entry = this.history.append(event);
    this.current = foldEvent(this.current, event);
    for (const listener of [...this.listeners]) listener(entry, this.current);
  }

  /** Calls back on every event from now on. Returns what ends the subscription. */
  subscribe(listener: EnsembleListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What happened after `seq`, or the whole view when that is no longer known. Null asks for the view. */
  updates(seq: number | null): Updates {
    const entries = seq === null ? 'reset' : this.history.since(seq);
    if (entries === 'reset') return { type: 'reset', seq: this.seq, view: this.current };
    return { type: 'events', seq: this.seq, entries };
  }

  /** The last answer to `mntr` of a member; null before the first. */
  mntr(id: number): Answer | null {
    return this.poller.mntr(id);
  }
}
