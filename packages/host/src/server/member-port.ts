import type { ConnectionView, MemberInput, MemberView, Outbox, SessionView } from '@vivarium/engine';
import type { SessionId } from '@vivarium/jute';

/** Feeds one input to the member and does what it asks for. */
export type MemberStep = (input: MemberInput) => void;

/** What the host needs of a member: the state machine and what four-letter words and metrics show of it. */
export interface MemberPort {
  step(input: MemberInput, outbox: Outbox): void;
  view(): MemberView;
  connections(): ConnectionView[];
  sessions(): SessionView[];
  /** Data watches, by session and in the order set. */
  dataWatches(): { readonly session: SessionId; readonly paths: readonly string[] }[];
  /** `srst`. */
  resetStatistics(): void;
  /** `crst`. */
  resetConnectionStatistics(): void;
}
