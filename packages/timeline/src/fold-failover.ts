import type { EnsembleView, MemberView } from './ensemble-view.ts';
import { epochOf } from './epoch-of.ts';
import type { TimelineEvent } from './event.ts';
import {
  FAILOVER_MARKS_MAX,
  FAILOVERS_KEPT,
  type FailoverCause,
  type FailoverMark,
  type FailoverRecord,
  type Lane,
  type LanePhase,
} from './failover.ts';
import { marksOf } from './failover-marks.ts';
import { isVoter } from './reach.ts';
import { isSilent } from './verdict.ts';

/** A voter that finds no place this long after the epoch was established does not keep the record open. */
const STRAGGLERS_MS = 5_000;

/** What closed a gap; anything else only showed that a leader serves. */
const GAP_ENDS: { readonly [T in TimelineEvent['type']]?: FailoverRecord['gapBy'] } = {
  writeAcknowledged: 'canary',
  committed: 'commit',
  voteSeen: 'probe',
  epochEstablished: 'tap',
};

/**
 * Keeps the records of elections: one begins when a leader that served can commit no more, or when members look
 * for a leader and there is none. `before` is the view before the event, `after` the view with everything but the
 * records folded.
 */
export function foldFailovers(
  before: EnsembleView,
  after: EnsembleView,
  event: TimelineEvent,
): readonly FailoverRecord[] {
  const records = after.failovers;
  const last = records.at(-1);
  if (last?.state === 'running') {
    const next = advance(last, before, after, event);
    return next === last ? records : [...records.slice(0, -1), next];
  }
  if (last !== undefined && event.type === 'committed' && last.toEpoch === epochOf(event.zxid)) {
    // Whoever writes first in the new epoch may come when all else is over.
    const next = withMarks(last, before, event, event.atMs - last.startedAtMs);
    return next === last ? records : [...records.slice(0, -1), next];
  }
  if (!begins(before, after, event)) return records;
  const record = advance(begin((last?.id ?? 0) + 1, before, event), before, after, event);
  return [...records, record].slice(-FAILOVERS_KEPT);
}

function begins(before: EnsembleView, after: EnsembleView, event: TimelineEvent): boolean {
  if (before.gap === null && after.gap !== null && before.verdict.kind === 'led') return true;
  return event.type === 'electionStarted' && after.verdict.kind !== 'led' && isVoterOf(after, event.member);
}

function isVoterOf({ members }: EnsembleView, id: number): boolean {
  const member = members.find((each) => each.id === id);
  return member !== undefined && isVoter(member);
}

function begin(id: number, before: EnsembleView, event: TimelineEvent): FailoverRecord {
  return {
    id,
    cause: causeOf(before, event),
    state: 'running',
    startedMs: event.wallMs,
    startedAtMs: event.atMs,
    endedMs: null,
    fromEpoch: before.epoch,
    toEpoch: null,
    fromLeader: before.verdict.kind === 'led' ? before.verdict.leader : null,
    toLeader: null,
    round: null,
    lookingTMs: null,
    establishedTMs: null,
    gapMs: null,
    gapSinceMs: null,
    gapBy: null,
    gapResolutionMs: null,
    lanes: before.members.map((member) => openLane(member)),
    marks: [],
    markCount: 0,
  };
}

function openLane(member: MemberView): Lane {
  const phase = lanePhaseOf(member);
  const bands = phase === null ? [] : [{ phase, fromTMs: 0, toTMs: null }];
  return { member: member.id, name: member.name, bands };
}

function causeOf(before: EnsembleView, event: TimelineEvent): FailoverCause {
  const { member } = event;
  switch (event.type) {
    case 'threadChanged': {
      const kind = event.state === 'paused' ? 'paused' : event.cause === 'restart' ? 'restarted' : 'killed';
      return { kind, member, text: event.detail };
    }
    case 'linksChanged':
      return member === 0
        ? { kind: 'linkCut', member: null, text: '' }
        : { kind: 'isolated', member, text: '' };
    case 'electionStarted':
    case 'roleEnded':
    case 'statusUnavailable':
    case 'modeChanged':
    case 'diskFailed':
    case 'voteSeen': {
      const isFirst = before.epoch === null && before.verdict.kind !== 'led';
      const kind = isFirst ? 'started' : 'leaderLost';
      return {
        kind,
        member,
        text: event.type === 'voteSeen' ? `${event.state} (election probe)` : event.cause,
      };
    }
    default:
      return { kind: 'leaderLost', member: member === 0 ? null : member, text: '' };
  }
}

function advance(
  record: FailoverRecord,
  before: EnsembleView,
  after: EnsembleView,
  event: TimelineEvent,
): FailoverRecord {
  const tMs = event.atMs - record.startedAtMs;
  let next = withMarks(record, before, event, tMs);
  next = withLanes(next, after, tMs);
  next = withFacts(next, after, event, tMs);
  next = withGap(next, before, after, event, tMs);
  return isOver(next, after, tMs) ? { ...next, state: 'ended', endedMs: event.wallMs } : next;
}

function withMarks(
  record: FailoverRecord,
  before: EnsembleView,
  event: TimelineEvent,
  tMs: number,
): FailoverRecord {
  const facts = marksOf(record, before, event);
  const { member, means, resolutionMs } = event;
  const seen = means === undefined ? {} : { means, resolutionMs: resolutionMs ?? 0 };
  return facts.reduce((each, fact) => addMark(each, { ...fact, ...seen, tMs, member }), record);
}

type Unnumbered = FailoverMark extends infer M ? (M extends FailoverMark ? Omit<M, 'n'> : never) : never;

function addMark(record: FailoverRecord, mark: Unnumbered): FailoverRecord {
  const markCount = record.markCount + 1;
  if (record.marks.length >= FAILOVER_MARKS_MAX) return { ...record, markCount };
  const marks = [...record.marks, { ...mark, n: record.marks.length } as FailoverMark];
  return { ...record, marks, markCount };
}

function withLanes(record: FailoverRecord, { members }: EnsembleView, tMs: number): FailoverRecord {
  let changed = false;
  const lanes = members.map((member) => {
    const lane = record.lanes.find((each) => each.member === member.id) ?? openLane(member);
    const phase = lanePhaseOf(member);
    const current = lane.bands.at(-1);
    if (phase === null || current?.phase === phase) return lane;
    changed = true;
    const closed = lane.bands.map((band) => (band === current ? { ...band, toTMs: tMs } : band));
    return { ...lane, bands: [...closed, { phase, fromTMs: tMs, toTMs: null }] };
  });
  return changed ? { ...record, lanes } : record;
}

/** Null when nothing is known: then the lane stays as it is. */
function lanePhaseOf(member: MemberView): LanePhase | null {
  if (member.thread === 'killed') return 'down';
  if (member.thread === 'paused') return 'paused';
  if (member.phase !== null) return member.phase;
  if (isSilent(member)) return 'down';
  if (member.mode === 'looking') return 'election';
  return member.mode === 'leader' || member.mode === 'follower' || member.mode === 'observer'
    ? 'broadcast'
    : null;
}

function withFacts(
  record: FailoverRecord,
  after: EnsembleView,
  event: TimelineEvent,
  tMs: number,
): FailoverRecord {
  switch (event.type) {
    case 'electionStarted':
      return {
        ...record,
        round: Math.max(record.round ?? 0, event.round),
        lookingTMs: record.lookingTMs ?? tMs,
      };
    case 'elected':
      return { ...record, round: Math.max(record.round ?? 0, event.round) };
    case 'voteSeen': {
      const isLooking = event.state === 'looking';
      // One that is on its way into an epoch has looked for a leader within the probe's resolution.
      const isOnItsWay = after.members.some(({ id, phase }) => id === event.member && phase === 'discovery');
      const lookingTMs = record.lookingTMs ?? (isLooking || isOnItsWay ? tMs : null);
      const seen = { ...record, lookingTMs, round: Math.max(record.round ?? 0, event.round) };
      return isLooking ? seen : withLeader(withEpochSeen(seen, after, tMs), after);
    }
    case 'epochEstablished': {
      if (record.toEpoch !== null && record.toEpoch >= event.epoch) return record;
      const { verdict } = after;
      const toLeader = verdict.kind === 'led' ? verdict.leader : record.toLeader;
      return { ...record, toEpoch: event.epoch, toLeader, establishedTMs: tMs };
    }
    default: {
      const { verdict } = after;
      if (verdict.kind !== 'led' || record.toLeader === verdict.leader) return record;
      // Without a feed the new leader is all that is seen, and the epoch of its zxid.
      const isLater = after.epoch !== null && after.epoch > (record.fromEpoch ?? -1);
      const toEpoch = isLater ? after.epoch : record.toEpoch;
      return { ...record, toLeader: verdict.leader, toEpoch };
    }
  }
}

function withLeader(record: FailoverRecord, { verdict }: EnsembleView): FailoverRecord {
  if (verdict.kind !== 'led' || record.toLeader === verdict.leader) return record;
  return { ...record, toLeader: verdict.leader };
}

/** The first sign from outside that a quorum has taken on a later epoch. */
function withEpochSeen(
  record: FailoverRecord,
  { epoch, verdict }: EnsembleView,
  tMs: number,
): FailoverRecord {
  if (epoch === null || epoch <= (record.toEpoch ?? record.fromEpoch ?? -1)) return record;
  const toLeader = verdict.kind === 'led' ? verdict.leader : record.toLeader;
  return { ...record, toEpoch: epoch, toLeader, establishedTMs: tMs };
}

function withGap(
  record: FailoverRecord,
  before: EnsembleView,
  after: EnsembleView,
  event: TimelineEvent,
  tMs: number,
): FailoverRecord {
  if (before.gap === after.gap) return record;
  if (after.gap !== null) {
    const gap = { gapSinceMs: after.gap.sinceMs, gapMs: null, gapBy: null, gapResolutionMs: null };
    if (before.gap !== null) return { ...record, ...gap };
    return addMark({ ...record, ...gap }, { kind: 'gapOpened', tMs, member: 0 });
  }
  if (before.gap === null) return record;
  const gapMs = event.atMs - before.gap.sinceAtMs;
  const gapBy = GAP_ENDS[event.type] ?? 'poll';
  const gapSinceMs = before.gap.sinceMs;
  const gapResolutionMs = event.resolutionMs ?? null;
  const closed: FailoverRecord = { ...record, gapMs, gapBy, gapSinceMs, gapResolutionMs };
  return addMark(closed, { kind: 'gapClosed', gapMs, tMs, member: 0 });
}

/** A leader serves, writes are acknowledged, and whoever runs has found its place or has had time enough. */
function isOver(record: FailoverRecord, after: EnsembleView, tMs: number): boolean {
  if (after.gap !== null || after.verdict.kind !== 'led') return false;
  const sinceMs = tMs - (record.establishedTMs ?? 0);
  const settled = after.members.every(
    (member) =>
      isSilent(member) ||
      member.mode === 'leader' ||
      member.mode === 'follower' ||
      member.mode === 'observer',
  );
  return settled || sinceMs >= STRAGGLERS_MS;
}
