import type { MemberEvent } from '../server/event-feed.ts';

/** Commits of one batch that are told one by one; of the rest only the last is, which shows how far it got. */
const COMMITS_MAX = 20;

/** The events of a few milliseconds on their way to another thread: all of them, but for a flood of commits. */
export class EventBatch {
  private events: MemberEvent[] = [];
  private commits = 0;
  private lastCommit: MemberEvent | null = null;

  get isEmpty(): boolean {
    return this.events.length === 0;
  }

  add(events: readonly MemberEvent[]): void {
    for (const event of events) {
      if (event.type !== 'committed') this.events.push(event);
      else if (this.commits < COMMITS_MAX) {
        this.commits += 1;
        this.events.push(event);
      } else this.lastCommit = event;
    }
  }

  /** What came since the last call, in order. */
  take(): readonly MemberEvent[] {
    const { events, lastCommit } = this;
    this.events = [];
    this.commits = 0;
    this.lastCommit = null;
    if (lastCommit === null) return events;
    return [...events, lastCommit].sort((a, b) => a.seq - b.seq);
  }
}
