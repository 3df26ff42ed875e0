import type { FailoverSummary, FailoverView, FailoverMark as MarkForPage } from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import { electionMsOf, type FailoverMark, type FailoverRecord, type VoteFacts } from '@vivarium/timeline';

/** Between two writes of the canary while an election runs; a commit is told as it happens; between two polls. */
const RESOLUTION_MS = { canary: 20, commit: 5, tap: 20, probe: 20, poll: 1_000 } as const;

export function failoverSummaryOf(record: FailoverRecord): FailoverSummary {
  const { gapBy } = record;
  return {
    id: record.id,
    cause: record.cause,
    state: record.state,
    startedAtMs: record.startedMs,
    endedAtMs: record.endedMs,
    fromEpoch: record.fromEpoch,
    toEpoch: record.toEpoch,
    fromLeader: record.fromLeader,
    toLeader: record.toLeader,
    round: record.round,
    electionMs: electionMsOf(record),
    gapMs: record.gapMs,
    gapSinceMs: record.gapSinceMs,
    gapBy,
    gapResolutionMs: gapBy === null ? null : (record.gapResolutionMs ?? RESOLUTION_MS[gapBy]),
    marks: record.markCount,
  };
}

export function failoverViewOf(record: FailoverRecord): FailoverView {
  return {
    summary: failoverSummaryOf(record),
    lanes: record.lanes.map(({ member, name, bands }) => ({ member, name, bands: [...bands] })),
    marks: record.marks.map(markForPage),
  };
}

/** The same with zxids as text; an observer that asks votes for nobody. */
export function markForPage(mark: FailoverMark): MarkForPage {
  switch (mark.kind) {
    case 'voteSent':
    case 'voteSeen':
      return { ...mark, vote: voteOf(mark.vote) };
    case 'voteReceived':
      return {
        ...mark,
        vote: voteOf(mark.vote),
        against: mark.against === null ? null : voteOf(mark.against),
      };
    case 'firstCommit':
      return { ...mark, zxid: hex64(mark.zxid) };
    case 'epochProposed':
      return { ...mark, voters: [...mark.voters] };
    default:
      return mark;
  }
}

function voteOf({
  leader,
  zxid,
  peerEpoch,
}: VoteFacts): { leader: number; zxid: string; epoch: number } | null {
  return leader < 0 || zxid < 0 ? null : { leader, zxid: hex64(zxid), epoch: peerEpoch };
}
