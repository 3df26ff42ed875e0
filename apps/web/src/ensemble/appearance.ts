import type { EnsembleView, MemberView, StandingView } from '@vivarium/contract';
import { formatCount } from '../i18n/format.ts';
import type { Language, Translate } from '../i18n/language.ts';
import type { RingMember } from '../scenes/ring/ring-layout.ts';
import type { Pair } from '../scenes/ring/ring-scene.tsx';
import type { GlyphKind } from '../ui/glyph.tsx';
import { shortNames } from './short-names.ts';

/** Whether this member is the one that leads; the lamp and the amber are its alone. */
export function leads(member: MemberView, standing: StandingView): boolean {
  return standing.verdict.kind === 'led' && standing.leader === member.id;
}

/** Whether its figures may be old: it does not answer, whatever it said before. */
export function isSilent(member: MemberView): boolean {
  return member.state !== 'up' || member.thread === 'killed' || member.thread === 'paused';
}

/** The sign that stands for a member: what befell it first, then what it does, then what it is. */
export function glyphOf(member: MemberView, standing: StandingView): GlyphKind {
  if (member.thread === 'killed') return 'down';
  if (member.thread === 'paused') return 'paused';
  if (member.isolated) return 'isolated';
  if (member.state === 'down') return 'unreachable';
  if (member.thread === 'starting') return 'looking';
  if (member.phase === 'discovery' || member.phase === 'synchronization') return 'syncing';
  if (member.mode === null) return 'unknown';
  // A leader that lost its quorum may say so until its next tick; the amber does not wait for it.
  if (member.mode === 'leader' && !leads(member, standing)) return 'looking';
  return member.mode;
}

/** The line that `zkServer.sh status` ends with, or that it does not get one. */
export function modeLine(member: MemberView, t: Translate): string {
  if (member.thread === 'killed') return t('plate.notRunning');
  if (member.state === 'unknown') return t('member.noMode');
  if (isSilent(member)) return t('plate.noAnswer');
  if (member.mode === null || member.mode === 'looking') return t('plate.notServing');
  return `Mode: ${member.mode}`;
}

/** What it does, in a word or two, for the ring. */
export function roleWord(member: MemberView, standing: StandingView, t: Translate): string {
  const kind = glyphOf(member, standing);
  if (kind !== 'looking') return t(`glyph.${kind}`);
  return member.vote === null ? t('glyph.looking') : t('ring.lookingRound', { round: member.vote.round });
}

/** A fact about it, for the ring's caption; null when nothing is worth saying. */
export function captionOf(
  member: MemberView,
  ensemble: EnsembleView,
  t: Translate,
  language: Language,
): string | null {
  const { standing } = ensemble;
  if (leads(member, standing)) return t('ring.leads', { epoch: standing.epoch ?? '?' });
  if (isSilent(member) || member.isolated) return null;
  if (member.vote !== null && member.phase === 'election') {
    return t('ring.votes', { vote: voteText(member.vote, shortNameOf(ensemble, member.vote.leader)) });
  }
  if (member.sync !== null && !member.sync.done) {
    return t('ring.syncing', { how: member.sync.how.toUpperCase(), n: member.sync.txns });
  }
  if (member.mode === 'observer') return t('ring.observes');
  if (standing.verdict.kind !== 'led' || member.lagTxns === null) return null;
  const leaderName = shortNameOf(ensemble, standing.verdict.leader);
  if (member.lagTxns === 0) return t('ring.inStep', { leader: leaderName });
  return t('ring.behind', { n: formatCount(member.lagTxns, language), leader: leaderName });
}

/** A voter that is with the leader: it answers and takes part in the broadcast. */
export function isInStep(member: MemberView, standing: StandingView): boolean {
  if (member.role === 'observer' || isSilent(member) || member.isolated) return false;
  if (leads(member, standing)) return true;
  return member.mode === 'follower' && (member.phase === null || member.phase === 'broadcast');
}

export function ringMember(
  member: MemberView,
  ensemble: EnsembleView,
  t: Translate,
  language: Language,
): RingMember {
  const { standing } = ensemble;
  return {
    id: member.id,
    isVoter: member.role !== 'observer',
    leads: leads(member, standing),
    inStep: isInStep(member, standing),
    name: shortNameOf(ensemble, member.id),
    role: roleWord(member, standing, t),
    caption: captionOf(member, ensemble, t, language),
  };
}

/** As the ring calls a member. */
function shortNameOf({ members }: EnsembleView, id: number): string {
  const at = members.findIndex((member) => member.id === id);
  return shortNames(members.map(({ name }) => name))[at] ?? String(id);
}

export function nameOfMember(ensemble: EnsembleView, id: number): string {
  return ensemble.members.find((member) => member.id === id)?.name ?? String(id);
}

/** A vote as people write it: whom, the last zxid, the epoch. */
export function voteText(
  vote: { readonly zxid: string; readonly epoch: number },
  leaderName: string,
): string {
  return `(${leaderName}, ${vote.zxid}, e${vote.epoch})`;
}

/** How far behind each member is on one scale: 1 in step, 0 as far behind as the farthest, at least ten. */
export function lagShare(member: MemberView, members: readonly MemberView[]): number | null {
  if (member.lagTxns === null) return null;
  const farthest = Math.max(10, ...members.map((each) => each.lagTxns ?? 0));
  return 1 - member.lagTxns / (farthest * 1.1);
}

/** What "Copy status" copies: per member the lines of zkServer.sh status that differ. */
export function statusText(ensemble: EnsembleView, t: Translate): string {
  return ensemble.members
    .map(
      (member) => `${member.name} ${member.address}\n${modeLine(member, t)}\nzxid: ${member.zxid ?? '-'}\n`,
    )
    .join('\n');
}

/** A link between every two members, the smaller id first. */
export function pairsOf(ids: readonly number[]): Pair[] {
  return ids.flatMap((one, index) =>
    ids.slice(index + 1).map((other) => ({ a: Math.min(one, other), b: Math.max(one, other) })),
  );
}
