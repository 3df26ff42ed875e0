import type { QuorumVerifier } from '../verifier/verifier.ts';
import type { LeaderPhase } from '../zab/leader.ts';
import type { Notification } from './notification.ts';

/** How long a quorum must be out of reach before a leader without one gives up: its followers may be on their way. */
const GRACE_MS = 1000;

/** What it asks of a leader. */
interface Leading {
  readonly phase: LeaderPhase;
  traffic(): readonly { readonly sid: number }[];
  giveUp(cause: string): void;
}

/**
 * Whom the others were last heard to support. An elected leader that a quorum passed over, because a better vote came
 * a moment later, would else wait for the whole of initLimit.
 *
 * Why giving up is safe: a leader that has no quorum in its epoch yet has promised nothing to anyone.
 */
export class Dissent {
  private readonly supported = new Map<number, number>();
  private readonly self: number;
  private readonly verifier: QuorumVerifier;
  private sinceMs: number | null = null;

  constructor(self: number, verifier: QuorumVerifier) {
    this.self = self;
    this.verifier = verifier;
  }

  /** A new election: what was said in those before counts no more. */
  clear(): void {
    this.supported.clear();
    this.sinceMs = null;
  }

  /** `round` is ours. */
  heard(sid: number, { leader, state, round: theirs }: Notification, round: number): void {
    if (!this.verifier.voters.has(sid) || (state === 'looking' && theirs < round)) return;
    this.supported.set(sid, leader);
  }

  /** Ends the time of a leader that has no quorum in its epoch and can win none. */
  judge(leader: Leading, nowMs: number): void {
    if (leader.phase === 'broadcast') return;
    const learners = new Set(leader.traffic().map(({ sid }) => sid));
    if (this.isHopeless(learners, leader.phase !== 'discovery', nowMs))
      leader.giveUp('no quorum supports us');
  }

  /**
   * True when we lead, and have been able to win no quorum for a while. Before a quorum has come, whoever did not say
   * otherwise may be on its way; who has come and gone again looks for another leader.
   */
  private isHopeless(learners: ReadonlySet<number>, hasQuorumCome: boolean, nowMs: number): boolean {
    const { self } = this;
    const possible = [...this.verifier.voters].filter((sid) => {
      if (sid === self || learners.has(sid)) return true;
      return !hasQuorumCome && (this.supported.get(sid) ?? self) === self;
    });
    if (this.verifier.isQuorum(possible)) {
      this.sinceMs = null;
      return false;
    }
    this.sinceMs ??= nowMs;
    return nowMs - this.sinceMs >= GRACE_MS;
  }
}
