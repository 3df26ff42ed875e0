import type { Member, MemberInput } from '@vivarium/engine';

/** Feeds one input to the member and does what it asks for. */
export type MemberStep = (input: MemberInput) => void;

/** What the host needs of a member: the state machine and what four-letter words and metrics show of it. */
export type MemberPort = Pick<
  Member,
  | 'step'
  | 'view'
  | 'connectionViews'
  | 'sessionViews'
  | 'ephemerals'
  | 'watchesByPath'
  | 'watchesBySession'
  | 'watchViews'
  | 'resetStatistics'
  | 'resetConnectionStatistics'
>;
