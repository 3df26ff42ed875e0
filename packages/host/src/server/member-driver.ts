import { type DiskOrder, type MemberInput, Outbox } from '@vivarium/engine';
import { now } from './clock.ts';
import type { MemberPort } from './member-port.ts';

/** The longest time between two ticks, ms. */
const TICK_MS = 10;
/** With replies for so many clients they leave before the end of the turn: the first would wait long. */
const UNSENT_CLIENTS_MAX = 16;

/** What happens to an outbox after a step. */
export interface OutboxSinks {
  /** Sends replies and obeys orders about connections. */
  readonly clients: (outbox: Outbox) => void;
  /** Obeys orders about other members and sends them their bytes. */
  readonly links: (outbox: Outbox) => void;
  /** Takes the orders; answers with inputs, later. */
  readonly disk: (orders: DiskOrder[]) => void;
  readonly events: (events: Outbox['events']) => void;
  /** Time passed; connections that should be gone are cut off. */
  readonly tick: (atMs: number) => void;
  /** The member ended by its own fault; called once. */
  readonly failed: (cause: Error) => void;
}

/**
 * Feeds a member its inputs one after the other and does at once what each step asks for. An exception in a
 * step ends the member: what it believes afterwards is not known, so it must not answer anyone again.
 */
export class MemberDriver {
  readonly outbox = new Outbox();
  private readonly member: MemberPort;
  private readonly sinks: OutboxSinks;
  private timer: NodeJS.Timeout | null = null;
  private lastTickMs = Number.NEGATIVE_INFINITY;
  private stepping = false;
  private sending = false;
  private ended = false;

  constructor(member: MemberPort, sinks: OutboxSinks) {
    this.member = member;
    this.sinks = sinks;
  }

  start(): void {
    this.tick();
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** No input reaches the member any more. */
  stop(): void {
    this.ended = true;
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  readonly step = (input: MemberInput): void => {
    if (this.ended) return;
    // After a gap the member must learn the time before it judges by it.
    if (input.at.monotonicMs - this.lastTickMs > TICK_MS) this.tick();
    this.run(input);
  };

  private tick(): void {
    if (this.ended) return;
    const at = now();
    this.lastTickMs = at.monotonicMs;
    this.run({ type: 'tick', at });
    this.sinks.tick(at.monotonicMs);
  }

  private run(input: MemberInput): void {
    if (this.ended) return;
    try {
      if (this.stepping) throw new Error(`input ${input.type} came in the middle of a step`);
      this.stepping = true;
      this.member.step(input, this.outbox);
      this.stepping = false;
      this.settle();
    } catch (error) {
      this.stop();
      this.sinks.failed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private settle(): void {
    const { outbox, sinks } = this;
    if (outbox.diskOrders.length > 0) sinks.disk(outbox.diskOrders.splice(0));
    if (outbox.clientOrders.length > 0) sinks.clients(outbox);
    if (outbox.linkOrders.length > 0) sinks.links(outbox);
    if (outbox.replies.size >= UNSENT_CLIENTS_MAX) this.send();
    else if (outbox.replies.size > 0 || outbox.linkBytes.size > 0) this.sendSoon();
    if (outbox.events.length > 0) sinks.events(outbox.events.splice(0));
  }

  /** What the inputs of one turn make us say to a client or to another member leaves in one write for each of them. */
  private sendSoon(): void {
    if (this.sending) return;
    this.sending = true;
    setImmediate(() => {
      this.sending = false;
      if (!this.ended) this.send();
    });
  }

  /** Sends at once what would leave at the end of this turn. */
  send(): void {
    const { outbox, sinks } = this;
    if (outbox.replies.size > 0) sinks.clients(outbox);
    if (outbox.linkBytes.size > 0) sinks.links(outbox);
  }
}
