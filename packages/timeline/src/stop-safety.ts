import type { Phase } from './ensemble-view.ts';
import type { CutLink } from './event.ts';
import { isCut, isVoter, largestGroup, neededOf, type Standing } from './reach.ts';

/** What the rule looks at; what a page is given of a member has it. */
export interface StoppableMember extends Standing {
  readonly state: 'unknown' | 'up' | 'down';
  readonly phase: Phase | null;
}

/** All that the answer is computed from. */
export interface StoppableEnsemble {
  readonly members: readonly StoppableMember[];
  readonly cuts: readonly CutLink[];
  readonly leader: number | null;
}

/** What stopping one member would do, as facts for a sentence. */
export interface StopSafety {
  readonly outcome: /** The leader keeps its quorum. */
    | 'safe'
    /** It leads; the others are enough to elect another. */
    | 'newElection'
    | 'quorumLost'
    /** Nobody leads now, so no voter can be spared. */
    | 'noQuorum'
    /** One server by itself: nothing serves without it. */
    | 'onlyServer';
  readonly voters: number;
  readonly needed: number;
  /** Voters in step with the leader, itself included, now and after the stop. */
  readonly inStep: number;
  readonly after: number;
}

/** A process that runs and answers; whoever does not cannot be stopped again. */
export function isRunning({ state, thread }: StoppableMember): boolean {
  return state === 'up' && thread !== 'killed' && thread !== 'paused';
}

/** The voters that have the leader's history and take part in its broadcast: only they count towards a quorum now. */
export function votersInStep({ members, cuts, leader }: StoppableEnsemble): StoppableMember[] {
  const leading = members.find(({ id }) => id === leader);
  if (leading === undefined || leader === null || !isRunning(leading)) return [];
  return members.filter((member) => {
    if (!isVoter(member) || !isRunning(member)) return false;
    if (member.id === leader) return member.mode === 'leader';
    const isSynced = member.phase === null || member.phase === 'broadcast';
    return member.mode === 'follower' && isSynced && !isCut(cuts, member.id, leader);
  });
}

/** How many voters may fail before the quorum is lost; below zero there is none. */
export function failureMarginOf(ensemble: StoppableEnsemble): number {
  const voters = ensemble.members.filter(isVoter).length;
  return votersInStep(ensemble).length - neededOf(voters);
}

/**
 * Whether a member may be stopped now. A voter that is not in step is no loss, and its coming back is not counted on;
 * null for a member that does not run.
 */
export function stopSafetyOf(ensemble: StoppableEnsemble, id: number): StopSafety | null {
  const { members, cuts, leader } = ensemble;
  const member = members.find((each) => each.id === id);
  if (member === undefined || !isRunning(member)) return null;
  const voters = members.filter(isVoter).length;
  const needed = neededOf(voters);
  if (member.mode === 'standalone') return { outcome: 'onlyServer', voters, needed, inStep: 1, after: 0 };
  const inStep = votersInStep(ensemble);
  const rest = inStep.filter((each) => each.id !== id);
  const count = { voters, needed, inStep: inStep.length };
  if (inStep.length < needed) return { outcome: 'noQuorum', ...count, after: rest.length };
  if (id !== leader) {
    return { outcome: rest.length >= needed ? 'safe' : 'quorumLost', ...count, after: rest.length };
  }
  // Whoever is elected next needs a direct link to each of its quorum.
  const after = largestGroup(rest, cuts);
  return { outcome: after >= needed ? 'newElection' : 'quorumLost', ...count, after };
}
