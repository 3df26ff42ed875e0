import type { Outbox } from '@vivarium/engine';
import { now } from './clock.ts';

type EventBody = Outbox['events'][number];

/** What happened in a member, when, and in which order: the timeline's event. */
export type MemberEvent = EventBody & {
  readonly seq: number;
  readonly atMs: number;
  readonly wallMs: number;
  readonly member: number;
};

/** Takes the events of one turn. */
export type EventListener = (events: readonly MemberEvent[]) => void;

/** Stamps events and hands them to whoever listens. While nobody does, the member builds none. */
export class EventFeed {
  private readonly outbox: Outbox;
  private readonly sid: number;
  private readonly listeners = new Set<EventListener>();
  private seq = 0;

  constructor(outbox: Outbox, sid: number) {
    this.outbox = outbox;
    this.sid = sid;
  }

  /** @returns what ends the subscription */
  subscribe(listener: EventListener): () => void {
    this.listeners.add(listener);
    this.outbox.eventsWanted = true;
    return () => {
      this.listeners.delete(listener);
      this.outbox.eventsWanted = this.listeners.size > 0;
    };
  }

  publish(bodies: readonly EventBody[]): void {
    const { monotonicMs: atMs, wallMs } = now();
    const events = bodies.map((body): MemberEvent => {
      this.seq += 1;
      return { ...body, seq: this.seq, atMs, wallMs, member: this.sid };
    });
    for (const listener of this.listeners) listener(events);
  }
}
