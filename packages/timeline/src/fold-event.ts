import { type EnsembleView, type MemberView, unknownMember } from './ensemble-view.ts';
import { epochOf } from './epoch-of.ts';
import type { MemberStatus, TimelineEvent } from './event.ts';
import { foldFailovers } from './fold-failover.ts';
import { foldGap } from './fold-gap.ts';
import { probed, tapped } from './fold-probe.ts';
import { verdictOf } from './verdict.ts';

/** The cause of a mode that was read in a status, not told by the member. */
export const POLLED_MODE = 'status poll';

/**
 * The picture after one more event. Value semantics: the old view stays as it was, and what did not change
 * is shared with it, so a reader sees by identity what is new. An event that changes nothing gives the same view.
 */
export function foldEvent(view: EnsembleView, event: TimelineEvent): EnsembleView {
  if (isToldBetter(view, event)) return view;
  let next = foldStanding(view, event);
  next = foldGap(view, next, event);
  const failovers = foldFailovers(view, next, event);
  return failovers === next.failovers ? next : { ...next, failovers };
}

/** What is seen of a member from outside adds nothing where it tells of itself, and would come second. */
function isToldBetter({ members }: EnsembleView, { type, means, member }: TimelineEvent): boolean {
  if (type === 'meansChanged' || means === undefined || means === 'status-poll') return false;
  return members.some(({ id, thread }) => id === member && thread !== null);
}

function foldStanding(view: EnsembleView, event: TimelineEvent): EnsembleView {
  switch (event.type) {
    case 'meansChanged':
      if (event.member !== 0) return foldMembers(view, event);
      return { ...view, means: { ...view.means, [event.means]: event.state } };
    case 'linksChanged':
      return { ...view, cuts: event.cuts, verdict: verdictOf(view.members, event.cuts) };
    case 'canaryChanged': {
      const { enabled, path } = event;
      return { ...view, canary: { enabled, path, lastAckMs: null, latencyMs: null } };
    }
    case 'writeAcknowledged': {
      if (view.canary === null) return view;
      const latencyMs = event.atMs - event.sentAtMs;
      return { ...view, canary: { ...view.canary, lastAckMs: event.wallMs, latencyMs } };
    }
    default:
      return foldMembers(view, event);
  }
}

function foldMembers(view: EnsembleView, event: TimelineEvent): EnsembleView {
  const at = view.members.findIndex((member) => member.id >= event.member);
  const found = at >= 0 && view.members[at]?.id === event.member ? view.members[at] : undefined;
  if (event.type === 'memberUnlisted') {
    if (found === undefined) return view;
    return withMembers(
      view,
      view.members.filter((member) => member !== found),
    );
  }
  const before = found ?? unknownMember(event.member);
  const after = foldMember(before, event);
  const told = foldLearner(view, event);
  if (found !== undefined && after === found && told === view) return view;
  const members = [...told.members];
  members.splice(at < 0 ? members.length : at, found === undefined ? 0 : 1, after);
  const isSameVerdict = found !== undefined && sameStanding(found, after);
  const next = withMembers(told, members, isSameVerdict);
  const epoch = epochTold(event);
  return epoch === null || (view.epoch ?? -1) >= epoch ? next : { ...next, epoch };
}

/** The epoch that an event shows to be established: told by a member, or read off the zxid of a leader. */
function epochTold(event: TimelineEvent): number | null {
  if (event.type === 'epochEstablished') return event.epoch;
  if (event.type === 'voteSeen' && event.state === 'leading') return event.vote.peerEpoch;
  const isLeaders = event.type === 'statusPolled' && event.status.mode === 'leader';
  return isLeaders ? epochOf(event.status.zxid) : null;
}

function withMembers(view: EnsembleView, members: readonly MemberView[], sameVerdict = false): EnsembleView {
  return { ...view, members, verdict: sameVerdict ? view.verdict : verdictOf(members, view.cuts) };
}

/** What a leader says about a learner concerns the learner's own picture too. */
function foldLearner(view: EnsembleView, event: TimelineEvent): EnsembleView {
  if (event.type !== 'learnerSyncing' && event.type !== 'learnerSynced' && event.type !== 'learnerLost')
    return view;
  const members = view.members.map((member) => {
    if (member.id !== event.learner || member.id === event.member) return member;
    if (event.type === 'learnerLost') return { ...member, sync: null };
    if (event.type === 'learnerSynced')
      return member.sync === null ? member : { ...member, sync: { ...member.sync, done: true } };
    const sync = { how: event.how, txns: event.txns, done: false };
    return { ...member, sync, phase: 'synchronization' as const };
  });
  return { ...view, members };
}

/** What a verdict looks at. */
function sameStanding(a: MemberView, b: MemberView): boolean {
  return (
    a.mode === b.mode &&
    a.epoch === b.epoch &&
    a.failure === b.failure &&
    a.name === b.name &&
    a.role === b.role &&
    a.phase === b.phase
  );
}

function foldMember(member: MemberView, event: TimelineEvent): MemberView {
  switch (event.type) {
    case 'memberListed':
      return {
        ...member,
        name: event.name,
        address: event.address,
        listed: true,
        role: event.role ?? member.role,
      };
    case 'statusPolled':
      return polled(member, event);
    case 'statusUnavailable': {
      const { kind, cause, wallMs } = event;
      if (member.failure?.kind === kind && member.failure.cause === cause) return member;
      // That one with a failed disk, stopped or about to start does not answer is a consequence, not news.
      if (member.failure?.kind === 'disk' || isStopped(member) || member.thread === 'starting') return member;
      const isNews = kind === 'not-serving' && member.thread === null;
      const mode = isNews ? 'looking' : member.mode;
      return { ...member, mode, failure: { kind, cause, sinceMs: member.failure?.sinceMs ?? wallMs } };
    }
    case 'diskFailed':
      return { ...member, failure: { kind: 'disk', cause: event.cause, sinceMs: event.wallMs } };
    case 'modeChanged':
      // Of a member that tells its mode itself, a poll's answer may be of the moment before.
      if (event.cause === POLLED_MODE && member.thread !== null) return member;
      if (isStopped(member) || (event.cause === POLLED_MODE && member.phase === 'election')) return member;
      return { ...member, mode: event.mode, asOfMs: event.wallMs, failure: null };
    case 'voteSeen':
      return probed(member, event);
    case 'meansChanged':
      return withMeans(member, event);
    case 'faultsChanged':
      return { ...member, faults: event.faults };
    case 'threadChanged':
      return foldThread(member, event);
    case 'connectionOpened':
      return counted(member, 'connections', 1);
    case 'connectionClosed':
      return counted(member, 'connections', -1);
    case 'sessionOpened':
      return event.cause === 'created' ? counted(member, 'sessions', 1) : member;
    case 'sessionClosed':
      return counted(member, 'sessions', -1);
    case 'committed':
      return member.zxid !== null && member.zxid >= event.zxid ? member : { ...member, zxid: event.zxid };
    default:
      return foldPart(member, event);
  }
}

function withMeans(member: MemberView, event: TimelineEvent & { type: 'meansChanged' }): MemberView {
  const next = { ...member, means: { ...member.means, [event.means]: event.state } };
  // Where it stands on its way is the probe's word alone.
  const isBlind = event.means === 'election-probe' && event.state.name !== 'on' && member.thread === null;
  return isBlind ? { ...next, phase: null, vote: null, stance: null } : next;
}

function polled(member: MemberView, event: TimelineEvent & { type: 'statusPolled' }): MemberView {
  if (isStopped(member)) return member;
  const status = fromStatus(event.status, member.sessions);
  const isOwn = member.thread !== null && member.mode !== null;
  // A member that the probe has just seen looking for a leader answered before that.
  const isLooking = !isOwn && member.phase === 'election';
  const mode = isOwn || isLooking ? member.mode : status.mode;
  const phase = isOwn || isLooking || member.phase === null ? member.phase : 'broadcast';
  const zxid = isOwn ? Math.max(member.zxid ?? 0, status.zxid) : status.zxid;
  const epoch = isOwn || mode === 'standalone' ? member.epoch : epochOf(zxid);
  const role = member.role ?? (mode === 'observer' ? ('observer' as const) : null);
  return { ...member, ...status, mode, phase, zxid, epoch, role, asOfMs: event.wallMs, failure: null };
}

/** Its thread does not run: whatever is still heard of it was said before. */
function isStopped({ thread }: MemberView): boolean {
  return thread === 'killed' || thread === 'paused';
}

function foldThread(member: MemberView, event: TimelineEvent & { type: 'threadChanged' }): MemberView {
  const { state, untilMs: pausedUntilMs } = event;
  const next = { ...member, thread: state, pausedUntilMs };
  if (state === 'paused')
    return { ...next, failure: { kind: 'paused', cause: event.detail, sinceMs: event.wallMs } };
  if (state === 'killed') {
    const failure = { kind: 'killed', cause: event.detail, sinceMs: event.wallMs } as const;
    return { ...next, failure, phase: null, vote: null, sync: null, connections: 0, faults: [] };
  }
  if (state === 'starting') return { ...next, failure: null, mode: 'looking', phase: null };
  return isStopped(member) ? { ...next, failure: null } : next;
}

/** A member's part in its ensemble. */
function foldPart(member: MemberView, event: TimelineEvent): MemberView {
  switch (event.type) {
    case 'electionStarted':
      return { ...member, phase: 'election', vote: null, sync: null };
    case 'voteSent':
      if (member.phase !== 'election') return member;
      return { ...member, vote: { ...event.vote, round: event.round } };
    case 'elected':
      return { ...member, phase: 'discovery', vote: null };
    case 'learnerSyncing':
      return member.phase === 'discovery' ? { ...member, phase: 'synchronization' } : member;
    case 'epochEstablished':
      if (event.means !== undefined) return tapped(member, event);
      return { ...member, phase: 'broadcast', epoch: event.epoch };
    case 'roleEnded':
      return { ...member, phase: 'election', vote: null, sync: null };
    default:
      return member;
  }
}

/** Counts on from a known value; a count that nobody has told stays unknown. */
function counted(member: MemberView, field: 'connections' | 'sessions', by: 1 | -1): MemberView {
  const value = member[field];
  return value === null ? member : { ...member, [field]: Math.max(0, value + by) };
}

function fromStatus(status: MemberStatus, sessions: number | null) {
  const { version, mode, zxid, latencyMs, connections, outstanding, nodeCount, received, sent } = status;
  return {
    version,
    mode,
    zxid,
    latencyMs,
    connections,
    outstanding,
    nodeCount,
    received,
    sent,
    sessions: status.sessions ?? sessions,
    uptimeMs: status.uptimeMs ?? null,
    answerMs: status.answerMs ?? null,
  };
}
