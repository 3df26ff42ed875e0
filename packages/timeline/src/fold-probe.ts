import type { MemberView } from './ensemble-view.ts';
import type { Mode, PeerState, TimelineEvent } from './event.ts';

type VoteSeen = TimelineEvent & { readonly type: 'voteSeen' };

const MODES: Readonly<Record<PeerState, Mode>> = {
  looking: 'looking',
  following: 'follower',
  leading: 'leader',
  observing: 'observer',
};

/**
 * Whether an answer shows that its member is in a new epoch. A vote keeps the epoch of the election until a quorum has
 * taken on the next one; then every member that takes part repeats its vote with that (leader: once a quorum has
 * acknowledged NEWLEADER, learner: at UPTODATE).
 */
export function isEpochNew(member: MemberView, { state, vote }: VoteSeen): boolean {
  const isKnown = isOnItsWay(member) || member.stance !== null;
  return state !== 'looking' && isKnown && vote.peerEpoch > (member.epoch ?? -1);
}

/** Whether an answer shows that its member has found a leader, be it that nobody saw it look for one. */
export function isElectionNew(member: MemberView, { state, round, vote }: VoteSeen): boolean {
  if (state === 'looking') return false;
  const { phase, stance } = member;
  return phase === 'election' || (stance !== null && (stance.leader !== vote.leader || stance.round < round));
}

function isOnItsWay({ phase }: MemberView): boolean {
  return phase === 'election' || phase === 'discovery' || phase === 'synchronization';
}

/** A member after an answer to the probe; one that tells of itself knows better. */
export function probed(member: MemberView, event: VoteSeen): MemberView {
  if (member.thread !== null) return member;
  const { state, round, vote } = event;
  if (state === 'looking') {
    const failure = member.failure?.kind === 'not-serving' ? member.failure : null;
    const ballot = { ...vote, round };
    return { ...member, mode: 'looking', phase: 'election', vote: ballot, sync: null, failure, stance: null };
  }
  const mode = MODES[state];
  const stance = { leader: vote.leader, round };
  // Not seen to look for anyone: it is where it has long been.
  const isSettled = !isOnItsWay(member) && !isElectionNew(member, event);
  if (!isSettled && !isEpochNew(member, event)) return { ...member, phase: 'discovery', vote: null, stance };
  const epoch = isSettled ? Math.max(member.epoch ?? 0, vote.peerEpoch) : vote.peerEpoch;
  const role = member.role ?? (mode === 'observer' ? ('observer' as const) : null);
  return {
    ...member,
    mode,
    phase: 'broadcast',
    vote: null,
    epoch,
    role,
    failure: null,
    asOfMs: event.wallMs,
    stance,
  };
}

/** A member whose quorum port told the tap that its epoch is established: it leads, and a quorum follows. */
export function tapped(
  member: MemberView,
  { epoch, wallMs }: TimelineEvent & { type: 'epochEstablished' },
): MemberView {
  // Where a member stands is the probe's to say, also when it goes.
  const phase = member.phase === null ? null : ('broadcast' as const);
  return { ...member, mode: 'leader', phase, vote: null, epoch, failure: null, asOfMs: wallMs };
}
