import type { MemberFailure, MemberView } from './ensemble-view.ts';
import type { CutLink } from './event.ts';
import { isVoter, largestGroup, neededOf, supportersOf } from './reach.ts';

export interface SilentMember {
  readonly id: number;
  readonly name: string;
  readonly failure: MemberFailure;
}

interface Count {
  readonly voters: number;
  /** Voters that make a quorum. */
  readonly needed: number;
  /** Members that do not answer, observers too. */
  readonly silent: readonly SilentMember[];
}

/** The state of the whole in one word, with the facts for a sentence. Closed. */
export type Verdict =
  /** No member has answered or failed yet. */
  | { readonly kind: 'unknown' }
  /** One server by itself, and it serves. */
  | { readonly kind: 'standalone'; readonly id: number; readonly name: string }
  /** A leader serves; `inStep` voters are with it, itself included. */
  | ({
      readonly kind: 'led';
      readonly leader: number;
      readonly leaderName: string;
      readonly inStep: number;
    } & Count)
  /** Enough voters answer and reach each other, but none leads. */
  | ({ readonly kind: 'electing'; readonly answering: number } & Count)
  /** Too few voters answer, or reach each other, for a leader. */
  | ({ readonly kind: 'noQuorum'; readonly answering: number } & Count)
  /** No member answers. */
  | { readonly kind: 'unreachable'; readonly silent: readonly SilentMember[] }
  /** Servers that do not form one ensemble: standalone ones beside others, or several leaders. */
  | { readonly kind: 'split'; readonly standalone: readonly number[]; readonly leaders: readonly number[] };

/** A member whose process answers, though it may not serve: it counts as present. */
export function isSilent(member: MemberView): member is MemberView & { failure: MemberFailure } {
  const { failure } = member;
  return failure !== null && failure.kind !== 'not-serving' && failure.kind !== 'not-whitelisted';
}

export function verdictOf(members: readonly MemberView[], cuts: readonly CutLink[] = []): Verdict {
  const heard = members.filter((member) => member.mode !== null || member.failure !== null);
  if (heard.length === 0) return { kind: 'unknown' };
  const silent = heard.filter(isSilent).map(({ id, name, failure }) => ({ id, name, failure }));
  if (silent.length === members.length) return { kind: 'unreachable', silent };
  const serving = heard.filter((member) => member.failure === null);
  const standalone = serving.filter((member) => member.mode === 'standalone');
  const leaders = serving.filter((member) => member.mode === 'leader');
  const [only] = standalone;
  if (only !== undefined && members.length === 1) return { kind: 'standalone', id: only.id, name: only.name };
  const present = heard.filter((member) => !isSilent(member));
  const voters = members.filter(isVoter).length;
  const needed = neededOf(voters);
  // One that was cut off leads on until it notices; it can commit nothing.
  // So does one of an earlier epoch that comes back: a quorum has promised to follow only the later.
  const newest = Math.max(...leaders.map(({ epoch }) => epoch ?? 0));
  const able = leaders.filter(
    (leader) =>
      (leader.epoch ?? newest) === newest &&
      supportersOf(leader, followersOf(leader, present), cuts).length >= needed,
  );
  if (standalone.length > 0 || able.length > 1) {
    return {
      kind: 'split',
      standalone: standalone.map(({ id }) => id),
      leaders: leaders.map(({ id }) => id),
    };
  }
  const count = { voters, needed, silent };
  const [leader] = able;
  if (leader !== undefined) {
    const inStep = supportersOf(leader, present, cuts).filter(
      ({ mode }) => mode === 'leader' || mode === 'follower',
    ).length;
    return { kind: 'led', leader: leader.id, leaderName: leader.name, inStep, ...count };
  }
  const answering = present.filter(isVoter).length;
  if (present.length === 0) return { kind: 'unknown' };
  const kind = largestGroup(present, cuts) >= needed ? 'electing' : 'noQuorum';
  return { kind, answering, ...count };
}

/**
 * One that the probe has seen looking for a leader follows none, and one that has found one is on its way into a later
 * epoch than its own: it does not follow a leader of the old one.
 */
function followersOf(leader: MemberView, present: readonly MemberView[]): MemberView[] {
  return present.filter(({ thread, phase, epoch }) => {
    if (thread !== null || phase === null || phase === 'broadcast') return true;
    return phase !== 'election' && (epoch ?? -1) < (leader.epoch ?? 0);
  });
}
