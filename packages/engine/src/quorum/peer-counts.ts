import type { EnsembleEventBody } from '@vivarium/timeline';
import { LatencyCounter } from '../member/statistics.ts';

/** How often things happened since the member started, for `mntr`. */
export class PeerCounts {
  looking = 0;
  proposals = 0;
  commits = 0;
  learnerProposals = 0;
  learnerCommits = 0;
  diffs = 0;
  snaps = 0;
  readonly electionMs = new LatencyCounter();
  private lookingSinceMs = 0;

  startLooking(nowMs: number): void {
    this.looking++;
    this.lookingSinceMs = nowMs;
  }

  elected(nowMs: number): void {
    this.electionMs.add(nowMs - this.lookingSinceMs);
  }

  note(event: EnsembleEventBody): void {
    if (event.type !== 'learnerSyncing') return;
    if (event.how === 'snap') this.snaps++;
    else this.diffs++;
  }
}
