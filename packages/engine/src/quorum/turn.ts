import type { Instant } from '../member/input.ts';
import type { Outbox } from '../member/outbox.ts';

/** The step that is running: when it is, and where what it asks for goes. */
export interface Turn {
  readonly at: Instant;
  readonly outbox: Outbox;
}
