import type { EnsembleView, ReasonView } from '@vivarium/contract';
import { nameOfMember } from './appearance.ts';
import type { EnsembleTranslate } from './texts.ts';

/** From here on a voter's lag is worth a sentence, txns. */
const FAR_TXNS = 10;

/** Why the verdict is not better than it is, the gravest first; empty when all is well. */
export function reasonSentences(ensemble: EnsembleView, et: EnsembleTranslate): string[] {
  return [...ofVerdict(ensemble, et), ...ofMembers(ensemble, et), ...ofSetUp(ensemble, et)];
}

function ofVerdict(ensemble: EnsembleView, et: EnsembleTranslate): string[] {
  const { verdict } = ensemble.standing;
  if (verdict.kind === 'electing') {
    return [et('reason.noLeader', { n: verdict.answering, needed: verdict.needed })];
  }
  if (verdict.kind === 'noQuorum') {
    // As many as are needed may answer and yet not hear each other: the cuts below say so.
    if (verdict.answering >= verdict.needed) return [];
    return [et('reason.minority', { n: verdict.answering, needed: verdict.needed })];
  }
  if (verdict.kind !== 'split') return [];
  const names = (ids: readonly number[]) => ids.map((id) => nameOfMember(ensemble, id)).join(', ');
  return [
    ...(verdict.standalone.length > 0 ? [et('reason.alone', { names: names(verdict.standalone) })] : []),
    ...(verdict.leaders.length > 1 ? [et('reason.leaders', { names: names(verdict.leaders) })] : []),
  ];
}

function ofMembers(ensemble: EnsembleView, et: EnsembleTranslate): string[] {
  const { members, standing } = ensemble;
  const isolated = new Set(members.filter((each) => each.isolated).map(({ id }) => id));
  const cuts = standing.cuts.filter(({ a, b }) => !isolated.has(a) && !isolated.has(b));
  const sentences = members.flatMap((member): string[] => {
    const { name, thread, state, cause, role, phase, lagTxns } = member;
    if (thread === 'killed') return [et('reason.killed', { name })];
    if (thread === 'paused') return [et('reason.paused', { name })];
    if (member.isolated) return [et('reason.isolated', { name })];
    if (state === 'down') return [et('reason.silent', { name, cause: cause ?? '' })];
    if (standing.verdict.kind !== 'led') return [];
    if (phase === 'discovery' || phase === 'synchronization') return [et('reason.syncing', { name })];
    if (role === 'observer' || lagTxns === null || lagTxns <= FAR_TXNS) return [];
    return [et('reason.behind', { name, n: lagTxns, leader: standing.verdict.leaderName })];
  });
  if (cuts.length === 0) return sentences;
  const names = cuts.map(({ a, b }) => `${nameOfMember(ensemble, a)} – ${nameOfMember(ensemble, b)}`);
  return [...sentences, et('reason.cuts', { n: cuts.length, names: names.join(', ') })];
}

function ofSetUp(ensemble: EnsembleView, et: EnsembleTranslate): string[] {
  return ensemble.standing.reasons.map((reason) => ofReason(reason, ensemble, et));
}

function ofReason(reason: ReasonView, ensemble: EnsembleView, et: EnsembleTranslate): string {
  switch (reason.kind) {
    case 'evenVoters': {
      const { voters } = reason;
      return et('reason.evenVoters', { voters, fewer: voters - 1, spare: Math.ceil(voters / 2) - 1 });
    }
    case 'sidTwice':
      return reason.address === null
        ? et('reason.sidTwiceSilent', { sid: reason.sid })
        : et('reason.sidTwice', { sid: reason.sid, address: reason.address });
    case 'listsDiffer':
      return et('reason.listsDiffer', {
        sid: reason.sid,
        by: nameOfMember(ensemble, reason.by),
        theirs: reason.theirs ?? et('reason.noLine'),
        ours: reason.ours ?? et('reason.noLine'),
        seers: reason.seenBy.map((id) => nameOfMember(ensemble, id)).join(', '),
      });
  }
}
