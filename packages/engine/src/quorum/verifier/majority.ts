import type { QuorumVerifier } from './verifier.ts';

/** More than half of the voters. */
export class MajorityVerifier implements QuorumVerifier {
  readonly voters: ReadonlySet<number>;

  constructor(voters: Iterable<number>) {
    this.voters = new Set(voters);
  }

  weight(_sid: number): number {
    return 1;
  }

  isQuorum(sids: Iterable<number>): boolean {
    const counted: number[] = [];
    for (const sid of sids) if (this.voters.has(sid) && !counted.includes(sid)) counted.push(sid);
    return counted.length * 2 > this.voters.size;
  }
}
