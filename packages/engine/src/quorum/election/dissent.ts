import type { QuorumVerifier } from '../verifier/verifier.ts';
import type { LeaderPhase } from '../zab/leader.ts';
import type { Notification } from './notification.ts';

/** How long a quorum must be out of reach before a leader without one gives up: its followers may be on their way. */
const GRACE_MS = 1000;

/** How often those who neither came nor can be known to come are asked whom they support. */
const ASK_EVERY_MS = 500;

/** What it asks of a leader. */
interface Leading {
  readonly phase: LeaderPhase;
  traffic(): readonly { readonly sid: number }[];
  giveUp(cause: string): void;
}

interface Links {
  isUnreachable(sid: number): boolean;
  renew(sid: number): void;
}

/** The election that made us the leader. */
interface Ended {
  repeatVote(to: number): void;
}

/**
 * Whom the others were last heard to support. An elected leader that a quorum passed over, because a better vote came
 * a moment later, would else wait for the whole of initLimit.
 *
 * What a member turned to may have been lost with a link, and a member that has a leader says nothing of its own accord.
 * So, until a quorum has come, we repeat the vote that made us the leader to those who have not: who has a leader answers
 * with it, who is behind takes on our round (FastLeaderElection does both), and who was cut off hears of us again.
 *
 * Why giving up is safe: a leader that has no quorum in its epoch yet has promised nothing to anyone.
 */
export class Dissent {
  private readonly supported = new Map<number, number>();
  private readonly self: number;
  private readonly verifier: QuorumVerifier;
  private readonly links: Links;
  private readonly election: Ended;
  private sinceMs: number | null = null;
  private askAtMs: number | null = null;

  constructor(self: number, verifier: QuorumVerifier, links: Links, election: Ended) {
    this.self = self;
    this.verifier = verifier;
    this.links = links;
    this.election = election;
  }

  /** A new election: what was said in those before counts no more. */
  clear(): void {
    this.supported.clear();
    this.sinceMs = null;
    this.askAtMs = null;
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
    if (leader.phase === 'discovery') this.ask(learners, nowMs);
    if (this.isHopeless(learners, leader.phase !== 'discovery', nowMs))
      leader.giveUp('no quorum supports us');
  }

  private ask(learners: ReadonlySet<number>, nowMs: number): void {
    this.askAtMs ??= nowMs + ASK_EVERY_MS;
    if (nowMs < this.askAtMs) return;
    this.askAtMs = nowMs + ASK_EVERY_MS;
    for (const sid of this.verifier.voters) {
      if (sid === this.self || learners.has(sid)) continue;
      this.links.renew(sid);
      this.election.repeatVote(sid);
    }
  }

  /**
   * True when we lead, and have been able to win no quorum for a while. Before a quorum has come, whoever did not say
   * otherwise, and is there, may be on its way; who has come and gone again looks for another leader.
   */
  private isHopeless(learners: ReadonlySet<number>, hasQuorumCome: boolean, nowMs: number): boolean {
    const { self } = this;
    const possible = [...this.verifier.voters].filter((sid) => {
      if (sid === self || learners.has(sid)) return true;
      if (hasQuorumCome || this.links.isUnreachable(sid)) return false;
      return (this.supported.get(sid) ?? self) === self;
    });
    if (this.verifier.isQuorum(possible)) {
      this.sinceMs = null;
      return false;
    }
    this.sinceMs ??= nowMs;
    return nowMs - this.sinceMs >= GRACE_MS;
  }
}
