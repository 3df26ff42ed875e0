import type { CutLink, Mode, ThreadState } from './event.ts';

/** What reachability looks at; the view of a member has it, and so has what a page is given. */
export interface Standing {
  readonly id: number;
  readonly role: 'voter' | 'observer' | null;
  readonly mode: Mode | null;
  readonly thread: ThreadState | null;
}

/** A member whose part is not known counts as a voter: to count one too many never promises a quorum. */
export function isVoter(member: { readonly role: 'voter' | 'observer' | null }): boolean {
  return member.role !== 'observer';
}

/** How many voters are a majority. */
export function neededOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

export function isCut(cuts: readonly CutLink[], one: number, other: number): boolean {
  const a = Math.min(one, other);
  const b = Math.max(one, other);
  return cuts.some((cut) => cut.a === a && cut.b === b);
}

/** The voters that a voter could lead: those that it has a direct link to, and itself. */
export function supportersOf<M extends Standing>(
  leader: M,
  present: readonly M[],
  cuts: readonly CutLink[],
): M[] {
  return present.filter(
    (member) => isVoter(member) && (member.id === leader.id || !isCut(cuts, leader.id, member.id)),
  );
}

/** The most voters that anyone present could gather: a leader needs a direct link to each of its quorum. */
export function largestGroup(present: readonly Standing[], cuts: readonly CutLink[]): number {
  const sizes = present.filter(isVoter).map((member) => supportersOf(member, present, cuts).length);
  return Math.max(0, ...sizes);
}
