import { type EnsembleView, type MemberView, unknownMember } from './ensemble-view.ts';
import type { MemberStatus, TimelineEvent } from './event.ts';
import { verdictOf } from './verdict.ts';

/**
 * The picture after one more event. Value semantics: the old view stays as it was, and what did not change
 * is shared with it, so a reader sees by identity what is new. An event that changes nothing gives the same view.
 */
export function foldEvent(view: EnsembleView, event: TimelineEvent): EnsembleView {
  if (event.type === 'meansChanged') {
    return { ...view, means: { ...view.means, [event.means]: event.state } };
  }
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
  if (found !== undefined && after === found) return view;
  const members = [...view.members];
  members.splice(at < 0 ? members.length : at, found === undefined ? 0 : 1, after);
  return withMembers(view, members, found !== undefined && sameStanding(found, after));
}

function withMembers(view: EnsembleView, members: readonly MemberView[], sameVerdict = false): EnsembleView {
  return { ...view, members, verdict: sameVerdict ? view.verdict : verdictOf(members) };
}

/** What a verdict looks at. */
function sameStanding(a: MemberView, b: MemberView): boolean {
  return a.mode === b.mode && a.failure === b.failure && a.name === b.name;
}

function foldMember(member: MemberView, event: TimelineEvent): MemberView {
  switch (event.type) {
    case 'memberListed':
      return { ...member, name: event.name, address: event.address, listed: true };
    case 'statusPolled':
      return { ...member, ...fromStatus(event.status, member.sessions), asOfMs: event.wallMs, failure: null };
    case 'statusUnavailable': {
      const { kind, cause, wallMs } = event;
      if (member.failure?.kind === kind && member.failure.cause === cause) return member;
      // A disk failure ends a member: that it no longer answers is its consequence, not news.
      if (member.failure?.kind === 'disk') return member;
      const mode = kind === 'not-serving' ? 'looking' : member.mode;
      return { ...member, mode, failure: { kind, cause, sinceMs: member.failure?.sinceMs ?? wallMs } };
    }
    case 'diskFailed':
      return { ...member, failure: { kind: 'disk', cause: event.cause, sinceMs: event.wallMs } };
    case 'modeChanged':
      return { ...member, mode: event.mode, asOfMs: event.wallMs, failure: null };
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
  };
}
