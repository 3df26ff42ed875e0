import type {
  CutLink,
  MemberView as MemberForPage,
  ReasonView,
  StandingView,
  VerdictView,
} from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import { type EnsembleView, isCut, isSilent, type MemberView, type Verdict } from '@vivarium/timeline';
import { reasonsOf } from './reasons.ts';
import { txnsBetween } from './txns-between.ts';

/** A member as the page is given it. */
export function memberForPage(member: MemberView, view: EnsembleView, embedded: boolean): MemberForPage {
  const { id, failure } = member;
  const { vote } = member;
  return {
    id,
    name: member.name,
    address: member.address,
    embedded,
    state: stateOf(member),
    cause: failure === null ? null : failure.cause,
    mode: member.mode,
    version: member.version,
    zxid: member.zxid === null ? null : hex64(member.zxid),
    connections: member.connections,
    sessions: member.sessions,
    outstanding: member.outstanding,
    uptimeMs: member.uptimeMs,
    answerMs: member.answerMs === null ? null : Math.round(member.answerMs * 100) / 100,
    nodeCount: member.nodeCount,
    received: member.received,
    sent: member.sent,
    latencyMs: member.latencyMs,
    polledAtMs: member.asOfMs,
    role: member.role,
    epoch: member.epoch,
    lagTxns: lagOf(member, view),
    phase: member.phase,
    vote:
      vote === null || vote.leader < 0
        ? null
        : { leader: vote.leader, zxid: hex64(vote.zxid), epoch: vote.peerEpoch, round: vote.round },
    sync: member.sync,
    thread: member.thread,
    pausedUntilMs: member.pausedUntilMs,
    isolated: isIsolated(member, view),
  };
}

function stateOf(member: MemberView): MemberForPage['state'] {
  if (isSilent(member)) return 'down';
  return member.mode === null && member.failure === null ? 'unknown' : 'up';
}

/** How many committed transactions of its leader a member has not; null without a leader or a figure. */
function lagOf(member: MemberView, { members, verdict }: EnsembleView): number | null {
  if (verdict.kind !== 'led' || member.zxid === null) return null;
  const leader = members.find(({ id }) => id === verdict.leader);
  return leader?.zxid == null ? null : txnsBetween(member.zxid, leader.zxid);
}

function isIsolated(member: MemberView, { members, cuts }: EnsembleView): boolean {
  const others = members.filter(({ id }) => id !== member.id);
  return others.length > 0 && others.every(({ id }) => isCut(cuts, id, member.id));
}

/** What is true of the whole, as the page is given it; `derived` is what was concluded of the set-up. */
export function standingForPage(view: EnsembleView, derived: readonly ReasonView[] = []): StandingView {
  const { verdict, canary, gap } = view;
  return {
    verdict: verdictForPage(verdict),
    reasons: reasonsOf(view, derived),
    epoch: view.epoch,
    leader: verdict.kind === 'led' ? verdict.leader : null,
    cuts: view.cuts.map(({ a, b }): CutLink => ({ a, b })),
    gapSinceMs: gap?.sinceMs ?? null,
    canary:
      canary === null
        ? null
        : {
            enabled: canary.enabled,
            path: canary.path,
            lastAckAtMs: canary.lastAckMs,
            latencyMs: canary.latencyMs,
          },
  };
}

function verdictForPage(verdict: Verdict): VerdictView {
  if (!('silent' in verdict)) return verdict.kind === 'split' ? splitForPage(verdict) : verdict;
  const silent = verdict.silent.map(({ id, name, failure }) => ({ id, name, cause: failure.cause }));
  return { ...verdict, silent };
}

function splitForPage({ kind, standalone, leaders }: Verdict & { kind: 'split' }): VerdictView {
  return { kind, standalone: [...standalone], leaders: [...leaders] };
}
