import type { MemberFailure, MemberView } from './ensemble-view.ts';

export interface SilentMember {
  readonly id: number;
  readonly name: string;
  readonly failure: MemberFailure;
}

/** The state of the whole in one word, with the facts for a sentence. Closed. */
export type Verdict =
  /** No member has answered or failed yet. */
  | { readonly kind: 'unknown' }
  /** One server by itself, and it serves. */
  | { readonly kind: 'standalone'; readonly id: number; readonly name: string }
  /** A leader is known. `answering` and `listed` count members; `silent` are those that do not answer. */
  | {
      readonly kind: 'led';
      readonly leader: number;
      readonly leaderName: string;
      readonly answering: number;
      readonly listed: number;
      readonly silent: readonly SilentMember[];
    }
  /** Members answer, but none leads. */
  | {
      readonly kind: 'leaderless';
      readonly answering: number;
      readonly listed: number;
      readonly silent: readonly SilentMember[];
    }
  /** No member answers. */
  | { readonly kind: 'unreachable'; readonly silent: readonly SilentMember[] }
  /** Servers that do not form one ensemble: standalone ones beside others, or several leaders. */
  | { readonly kind: 'split'; readonly standalone: readonly number[]; readonly leaders: readonly number[] };

/** A member whose process answers, though it may not serve: it counts as present. */
function isSilent(member: MemberView): member is MemberView & { failure: MemberFailure } {
  const { failure } = member;
  return failure !== null && failure.kind !== 'not-serving' && failure.kind !== 'not-whitelisted';
}

export function verdictOf(members: readonly MemberView[]): Verdict {
  const heard = members.filter((member) => member.mode !== null || member.failure !== null);
  if (heard.length === 0) return { kind: 'unknown' };
  const silent = heard.filter(isSilent).map(({ id, name, failure }) => ({ id, name, failure }));
  if (silent.length === members.length) return { kind: 'unreachable', silent };
  const serving = heard.filter((member) => member.failure === null);
  const standalone = serving.filter((member) => member.mode === 'standalone');
  const leaders = serving.filter((member) => member.mode === 'leader');
  const [only] = standalone;
  if (only !== undefined && members.length === 1) return { kind: 'standalone', id: only.id, name: only.name };
  if (standalone.length > 0 || leaders.length > 1) {
    return {
      kind: 'split',
      standalone: standalone.map(({ id }) => id),
      leaders: leaders.map(({ id }) => id),
    };
  }
  const answering = heard.length - silent.length;
  const [leader] = leaders;
  if (leader === undefined) {
    return answering === 0
      ? { kind: 'unknown' }
      : { kind: 'leaderless', answering, listed: members.length, silent };
  }
  return {
    kind: 'led',
    leader: leader.id,
    leaderName: leader.name,
    answering,
    listed: members.length,
    silent,
  };
}
