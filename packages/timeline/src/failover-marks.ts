import type { EnsembleView } from './ensemble-view.ts';
import { epochOf } from './epoch-of.ts';
import type { CutLink, TimelineEvent, VoteFacts } from './event.ts';
import type { FailoverRecord, MarkFacts } from './failover.ts';
import { isElectionNew, isEpochNew } from './fold-probe.ts';
import { isCut, isVoter } from './reach.ts';
import { compareVotes } from './vote-order.ts';

/** How many marks back the sending of a received vote is looked for. */
const LOOK_BACK = 400;

/** What an event puts on the lanes of a running record; `before` is the view that the event met. */
export function marksOf(
  record: FailoverRecord,
  before: EnsembleView,
  event: TimelineEvent,
): readonly MarkFacts[] {
  switch (event.type) {
    case 'electionStarted':
      return [{ kind: 'looking', round: event.round, cause: event.cause }];
    case 'voteSent':
      return [{ kind: 'voteSent', to: event.to, round: event.round, vote: event.vote }];
    case 'voteReceived':
      return [received(record, before, event)];
    case 'elected':
      return [{ kind: 'elected', leader: event.vote.leader, round: event.round, by: event.by }];
    case 'voteSeen':
      return seen(before, event);
    case 'committed':
      return firstCommit(record, event);
    case 'epochProposed': {
      // Observers tell their epochs too, but make no quorum; a tap of ours is one, and no member.
      const known = before.members.filter(isVoter).map(({ id }) => id);
      const voters = event.by.filter((id) => known.includes(id));
      return [{ kind: 'epochProposed', epoch: event.epoch, voters }];
    }
    case 'epochAccepted':
      return [{ kind: 'epochAccepted', epoch: event.epoch }];
    case 'learnerSyncing':
      return [{ kind: 'syncing', learner: event.learner, how: event.how, txns: event.txns }];
    case 'learnerSynced':
      return [{ kind: 'synced', learner: event.learner }];
    case 'learnerLost':
      return [{ kind: 'learnerLost', learner: event.learner, cause: event.cause }];
    case 'epochEstablished':
      return [{ kind: 'established', epoch: event.epoch }];
    case 'roleEnded':
      return [{ kind: 'roleEnded', cause: event.cause }];
    case 'modeChanged':
      return event.mode === 'looking' ? [] : [{ kind: 'serving', mode: event.mode }];
    case 'threadChanged':
      return [{ kind: 'thread', state: event.state }];
    case 'linksChanged':
      return linkMarks(before.cuts, event.cuts, event.member);
    case 'sessionOpened':
      return event.cause === 'reattached' ? [{ kind: 'sessionBack', session: event.session }] : [];
    case 'sessionClosed':
      return event.cause === 'expired' ? [{ kind: 'sessionExpired', session: event.session }] : [];
    default:
      return [];
  }
}

/** What the probe's answer says anew of a member: that it looks, for whom, that it has found, that an epoch began. */
function seen(before: EnsembleView, event: TimelineEvent & { type: 'voteSeen' }): MarkFacts[] {
  const { state, round, vote } = event;
  const member = before.members.find(({ id }) => id === event.member);
  const wasLooking = member?.phase === 'election';
  const marks: MarkFacts[] = [];
  if (state === 'looking' && !wasLooking) marks.push({ kind: 'looking', round, cause: 'seen by the probe' });
  marks.push({ kind: 'voteSeen', state, round, vote });
  if (member !== undefined && isElectionNew(member, event))
    marks.push({ kind: 'elected', leader: vote.leader, round, by: 'seen' });
  if (member !== undefined && isEpochNew(member, event))
    marks.push({ kind: 'established', epoch: vote.peerEpoch });
  return marks;
}

/** A member tells its own commits one by one; of the tap's the first of a new epoch is worth a mark. */
function firstCommit(record: FailoverRecord, event: TimelineEvent & { type: 'committed' }): MarkFacts[] {
  const { means, zxid } = event;
  const isLater = record.fromEpoch !== null && epochOf(zxid) > record.fromEpoch;
  if (means !== 'observer-tap' || !isLater) return [];
  return record.marks.some(({ kind }) => kind === 'firstCommit') ? [] : [{ kind: 'firstCommit', zxid }];
}

function received(
  record: FailoverRecord,
  before: EnsembleView,
  event: TimelineEvent & { type: 'voteReceived' },
): MarkFacts {
  const { from, round, state, vote } = event;
  const own = before.members.find((member) => member.id === event.member)?.vote ?? null;
  const against = own === null ? null : factsOf(own);
  const { by, won } = compareVotes({ ...vote, round }, own);
  const sentTMs = sendingOf(record, event.member, from, round, vote);
  return { kind: 'voteReceived', from, sentTMs, round, state, vote, against, by, won };
}

function sendingOf(
  { marks }: FailoverRecord,
  to: number,
  from: number,
  round: number,
  vote: VoteFacts,
): number | null {
  for (let at = marks.length - 1; at >= Math.max(0, marks.length - LOOK_BACK); at--) {
    const mark = marks[at];
    if (mark?.kind !== 'voteSent' || mark.member !== from || mark.to !== to) continue;
    if (mark.round === round && mark.vote.leader === vote.leader) return mark.tMs;
  }
  return null;
}

function factsOf({ leader, zxid, peerEpoch }: VoteFacts): VoteFacts {
  return { leader, zxid, peerEpoch };
}

function linkMarks(before: readonly CutLink[], after: readonly CutLink[], member: number): MarkFacts[] {
  const other = ({ a, b }: CutLink): number => (a === member ? b : a);
  const cut = after.filter(({ a, b }) => !isCut(before, a, b));
  const healed = before.filter(({ a, b }) => !isCut(after, a, b));
  return [
    ...cut.map((link): MarkFacts => ({ kind: 'link', to: other(link), state: 'cut' })),
    ...healed.map((link): MarkFacts => ({ kind: 'link', to: other(link), state: 'healed' })),
  ];
}
