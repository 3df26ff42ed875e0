import type { InvariantId } from '../run/violation.ts';

export type Report = (invariant: InvariantId, message: string) => void;

/**
 * What a checker finds, and how often it had something to look at: an invariant that nothing in a run could have broken
 * was not checked by it.
 */
export class Judge {
  readonly looks = new Map<InvariantId, number>();
  readonly report: Report;

  constructor(report: Report) {
    this.report = report;
  }

  looked(invariant: InvariantId, times = 1): void {
    this.looks.set(invariant, (this.looks.get(invariant) ?? 0) + times);
  }
}
