import type { QuorumView } from '@vivarium/engine';
import type { Judge } from '../judge.ts';

/** What is known of one member's part. */
export interface Part {
  readonly isServing: boolean;
  readonly isLeading: boolean;
  readonly epoch: number;
  readonly acceptedEpoch: number;
  /** Whom it leads or follows. */
  readonly leader: number | null;
}

/** TypeOK: what a member says of itself fits together, and its epochs only rise. */
export function checkTypes(sid: number, view: QuorumView, before: Part | undefined, judge: Judge): void {
  judge.looked('I15');
  const { state, phase, serving, epoch, acceptedEpoch, leader, leading } = view;
  const isLeading = state === 'leading';
  const broken = [
    epoch > acceptedEpoch && `its epoch ${epoch} is above ${acceptedEpoch}, which it accepted`,
    serving && epoch !== acceptedEpoch && `it serves in epoch ${epoch} and has accepted ${acceptedEpoch}`,
    serving && (state === 'looking' || phase !== 'broadcast') && `it serves while ${state}, in ${phase}`,
    !serving && phase === 'broadcast' && 'it broadcasts and does not serve',
    state === 'looking' && leader !== null && `it looks for a leader and has ${leader}`,
    serving && leader === null && 'it serves without a leader',
    isLeading !== (leader === sid) && `it is ${state} under ${leader}`,
    leading !== null && !isLeading && `it is ${state} and has learners`,
    serving && isLeading && leading === null && 'it leads nobody',
    before !== undefined && epoch < before.epoch && `its epoch fell from ${before.epoch} to ${epoch}`,
    before !== undefined &&
      acceptedEpoch < before.acceptedEpoch &&
      `the epoch that it accepted fell from ${before.acceptedEpoch} to ${acceptedEpoch}`,
  ];
  for (const each of broken) if (each !== false) judge.report('I15', `member ${sid}: ${each}`);
}
