import type { WriteGuard } from '@vivarium/contract';

/** Who asks for a write, and what they said with it: for the guard and for the audit record. */
export interface Author {
  readonly who: string;
  readonly from: string;
  readonly guard?: WriteGuard | undefined;
  /** The job that writes in their name. */
  readonly job?: string;
  /** The undo that is carried out. */
  readonly undoes?: string;
}
