import type { QuorumVerifier } from './verifier.ts';

/** A group of voters, each with its weight. */
export interface VoterGroup {
  readonly weights: ReadonlyMap<number, number>;
}

function weightOf(group: VoterGroup): number {
  let sum = 0;
  for (const weight of group.weights.values()) sum += weight;
  return sum;
}

/** A majority of the groups that weigh anything, each by more than half of its weight. Source: Apache's QuorumHierarchical. */
export class HierarchicalVerifier implements QuorumVerifier {
  readonly voters: ReadonlySet<number>;
  private readonly groups: readonly VoterGroup[];

  constructor(groups: Iterable<VoterGroup>) {
    const all = [...groups];
    this.groups = all.filter((group) => weightOf(group) > 0);
    this.voters = new Set(all.flatMap((group) => [...group.weights.keys()]));
  }

  weight(sid: number): number {
    for (const group of this.groups) {
      const weight = group.weights.get(sid);
      if (weight !== undefined) return weight;
    }
    return 0;
  }

  isQuorum(sids: Iterable<number>): boolean {
    const counted = new Set(sids);
    let groups = 0;
    for (const group of this.groups) {
      let weight = 0;
      for (const [sid, each] of group.weights) if (counted.has(sid)) weight += each;
      if (weight * 2 > weightOf(group)) groups++;
    }
    return groups * 2 > this.groups.length;
  }
}
