import type { MemberEvent } from '../server/event-feed.ts';

/** How long an event waits for earlier ones of other members, ms: longer than they wait in their own threads. */
const WAIT_MS = 30;
const LOOK_MS = 10;

/** Puts the events of several threads, which are on one clock, into the order in which they happened. */
export class EventMerge {
  private readonly deliver: (event: MemberEvent) => void;
  private readonly nowMs: () => number;
  private waiting: MemberEvent[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(deliver: (event: MemberEvent) => void, nowMs: () => number = () => performance.now()) {
    this.deliver = deliver;
    this.nowMs = nowMs;
  }

  add(events: readonly MemberEvent[]): void {
    this.waiting.push(...events);
    this.plan();
  }

  /** Delivers what has waited long enough; `all`: what has not, too. */
  flush(all = false): void {
    const untilMs = all ? Number.POSITIVE_INFINITY : this.nowMs() - WAIT_MS;
    const due = this.waiting.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
    this.waiting = this.waiting.filter(({ atMs }) => atMs > untilMs);
    for (const event of due) this.deliver(event);
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.waiting = [];
  }

  private plan(): void {
    if (this.timer !== null || this.waiting.length === 0) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flush();
      this.plan();
    }, LOOK_MS);
  }
}
