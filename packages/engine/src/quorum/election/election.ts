import type { Zxid } from '@vivarium/jute';
import type { QuorumVerifier } from '../verifier/verifier.ts';
import { Ballot, type CastVote } from './ballot.ts';
import { NOTIFICATION_VERSION, type Notification, type PeerState } from './notification.ts';
import { beats, NEVER, type Vote } from './vote.ts';

/** Waits of an election, ms. Source: Apache's FastLeaderElection (fastleader.minNotificationInterval, …). */
export interface ElectionTimes {
  /** First wait before notifications are sent again; doubles up to the longest. */
  readonly resendMinMs: number;
  readonly resendMaxMs: number;
  /** How long a quorum must stand without a better vote. */
  readonly finalizeMs: number;
}

/** The longest wait is 60 s in Apache's; a member that was cut off for minutes should not stay out as long again. */
export const ELECTION_TIMES: ElectionTimes = { resendMinMs: 200, resendMaxMs: 1600, finalizeMs: 200 };

/** What a member brings into an election. */
export interface Candidate {
  readonly sid: number;
  readonly verifier: QuorumVerifier;
  /** Its configuration as text, sent along with each notification. */
  readonly config: string;
  readonly lastLoggedZxid: Zxid;
  readonly currentEpoch: number;
}

/** What an election needs of the links. */
export interface ElectionLinks {
  send(sid: number, notification: Notification): void;
  /** True when some message has left since the last asking: then sending again is worth more than dialling. */
  haveDelivered(): boolean;
  dialAll(): void;
  /** Replaces a link on which this member was not heard for long. */
  renew(sid: number): void;
  /** Finds out whether a member is there that has no link to us. */
  seek(sid: number): void;
  /** True while this member can be neither reached nor heard: its connection was refused. */
  isUnreachable(sid: number): boolean;
}

export interface ElectionOutcome extends Vote {
  readonly round: number;
  readonly state: Exclude<PeerState, 'looking'>;
  /** How it was settled: by votes of this round, or by joining an established leader. */
  readonly by: 'round' | 'joined';
}

/**
 * Fast leader election as a state machine: it is told what arrives and what time it is, and says what to
 * send. It decides whom to follow; that the leader then really leads is for discovery to prove.
 */
export class Election {
  /** Rounds begun by this member or adopted from others (Apache's logical clock). */
  round = 0;
  /** What we do now; `looking` from `start` until an outcome. */
  state: PeerState = 'looking';
  /** Our proposal while looking. */
  proposal: Vote;
  private candidate: Candidate;
  private readonly links: ElectionLinks;
  private readonly times: ElectionTimes;
  private readonly thisRound = new Ballot();
  private readonly settled = new Ballot();
  private resendMs = 0;
  private resendAtMs = 0;
  /** When the standing quorum becomes final; null while there is none. */
  private finalAtMs: number | null = null;
  /** What those who ask are told while we do not look. */
  private standing: CastVote;

  constructor(candidate: Candidate, links: ElectionLinks, times: ElectionTimes = ELECTION_TIMES) {
    this.candidate = candidate;
    this.links = links;
    this.times = times;
    this.proposal = this.initialVote();
    this.standing = this.cast(this.proposal, 'looking');
  }

  /** Begins a new round: called whenever the member has no leader. */
  start(candidate: Candidate, nowMs: number): ElectionOutcome | null {
    this.candidate = candidate;
    this.state = 'looking';
    this.round++;
    this.thisRound.clear();
    this.settled.clear();
    this.resendMs = this.times.resendMinMs;
    this.resendAtMs = nowMs + this.resendMs;
    return this.propose(this.initialVote(), nowMs);
  }

  /** A tick: sends again what may have been lost, and ends the wait of a standing quorum. */
  tick(nowMs: number): ElectionOutcome | null {
    if (this.state !== 'looking') return null;
    if (this.finalAtMs !== null) {
      if (nowMs >= this.finalAtMs || this.allHeardAgree()) return this.settleRound();
      for (const sid of this.candidate.verifier.voters) this.links.seek(sid);
    }
    if (nowMs >= this.resendAtMs && this.finalAtMs === null) {
      for (const sid of this.candidate.verifier.voters) this.links.renew(sid);
      if (this.links.haveDelivered()) this.broadcast();
      else this.links.dialAll();
      this.resendMs = Math.min(this.resendMs * 2, this.times.resendMaxMs);
      this.resendAtMs = nowMs + this.resendMs;
    }
    return null;
  }

  /** A message of `sid`. */
  receive(sid: number, notification: Notification, nowMs: number): ElectionOutcome | null {
    if (!this.candidate.verifier.voters.has(sid)) {
      // Observers and probes only want to know; they are always told, and never counted.
      this.answer(sid, this.state === 'looking' ? this.cast(this.proposal, 'looking') : this.standing);
      return null;
    }
    if (this.state !== 'looking') {
      if (notification.state === 'looking') this.answer(sid, this.standing);
      return null;
    }
    this.resendAtMs = nowMs + this.resendMs;
    if (notification.state === 'looking' && notification.round < this.round) {
      this.answer(sid, this.cast(this.proposal, 'looking'));
      return null;
    }
    if (!this.candidate.verifier.voters.has(notification.leader)) return null;
    if (notification.state === 'looking') return this.receiveLooking(sid, notification, nowMs);
    if (notification.state === 'observing') return null;
    return this.receiveSettled(sid, notification);
  }

  /**
   * The epoch that our leader established (or we did): from now on those who ask are told this epoch, else a
   * late member could never gather equal votes (WIRE: pitfall of the updated peerEpoch).
   */
  establish(epoch: number): void {
    this.standing = { ...this.standing, peerEpoch: epoch };
  }

  /** Tells a voter once more which vote we settled on, as if we still looked: only then does one with a leader answer. */
  repeatVote(to: number): void {
    this.answer(to, { ...this.standing, state: 'looking' });
  }

  private receiveLooking(sid: number, notification: Notification, nowMs: number): ElectionOutcome | null {
    if (this.candidate.lastLoggedZxid === -1 || notification.zxid === -1) return null;
    if (notification.round > this.round) {
      this.round = notification.round;
      this.thisRound.clear();
      const initial = this.initialVote();
      this.propose(this.isBetter(notification, initial) ? voteOf(notification) : initial, nowMs);
    } else if (this.isBetter(notification, this.proposal)) {
      this.propose(voteOf(notification), nowMs);
    } else if (this.isBetter(this.proposal, notification)) {
      // It lost ours while it still had a leader, and would otherwise wait for us to repeat it.
      this.answer(sid, this.cast(this.proposal, 'looking'));
    }
    this.thisRound.cast(sid, { ...notification });
    return this.judge(nowMs);
  }

  /** The sender has a leader. We join when a quorum follows it and it says itself that it leads. */
  private receiveSettled(sid: number, notification: Notification): ElectionOutcome | null {
    const vote: CastVote = { ...notification };
    if (notification.round === this.round) {
      this.thisRound.cast(sid, vote);
      if (this.thisRound.carries(vote, this.candidate.verifier) && this.leads(this.thisRound, vote)) {
        return this.settle(vote, 'joined');
      }
    }
    this.settled.cast(sid, vote);
    if (!this.settled.carries(vote, this.candidate.verifier) || !this.leads(this.settled, vote)) return null;
    this.round = notification.round;
    return this.settle(vote, 'joined');
  }

  /** True when the leader itself says that it leads; or it is us, by votes of our own round. */
  private leads(ballot: Ballot, vote: CastVote): boolean {
    if (vote.leader === this.candidate.sid) return this.round === vote.round;
    return ballot.of(vote.leader)?.state === 'leading';
  }

  private propose(vote: Vote, nowMs: number): ElectionOutcome | null {
    this.proposal = voteOf(vote);
    this.finalAtMs = null;
    const own = this.cast(this.proposal, 'looking');
    if (this.candidate.verifier.voters.has(this.candidate.sid)) this.thisRound.cast(this.candidate.sid, own);
    this.broadcast();
    return this.judge(nowMs);
  }

  /** Starts the final wait when a quorum stands behind our proposal; a better vote starts over. */
  private judge(nowMs: number): ElectionOutcome | null {
    const own = this.cast(this.proposal, 'looking');
    if (!this.thisRound.carries(own, this.candidate.verifier)) {
      this.finalAtMs = null;
      return null;
    }
    this.finalAtMs ??= nowMs + this.times.finalizeMs;
    return this.allHeardAgree() ? this.settleRound() : null;
  }

  /**
   * True when no better vote can come: every voter either supports our proposal in this round or refuses
   * connections. Then the final wait would wait for nobody.
   *
   * Why this is safe: 1. the wait is no part of the protocol's safety, only of its luck; discovery asks a
   * quorum for its epochs and refuses a leader whose log is behind. 2. A voter that refused a moment ago and
   * comes back late finds a leader, exactly as one that comes back after the wait.
   */
  private allHeardAgree(): boolean {
    const own = this.cast(this.proposal, 'looking');
    const supporters = new Ballot();
    for (const [sid, vote] of this.thisRound.entries()) supporters.cast(sid, vote);
    for (const sid of this.candidate.verifier.voters) {
      const vote = supporters.of(sid);
      const supports =
        vote !== undefined &&
        vote.leader === own.leader &&
        vote.round === own.round &&
        vote.zxid === own.zxid;
      if (!supports && !this.links.isUnreachable(sid)) return false;
    }
    return true;
  }

  private settleRound(): ElectionOutcome {
    return this.settle(this.cast(this.proposal, 'looking'), 'round');
  }

  private settle(vote: CastVote, by: ElectionOutcome['by']): ElectionOutcome {
    const { sid, verifier } = this.candidate;
    const learning: PeerState = verifier.voters.has(sid) ? 'following' : 'observing';
    this.state = vote.leader === sid ? 'leading' : learning;
    this.finalAtMs = null;
    this.standing = { ...voteOf(vote), round: vote.round, state: this.state, version: NOTIFICATION_VERSION };
    return { ...voteOf(vote), round: vote.round, state: this.state as ElectionOutcome['state'], by };
  }

  private isBetter(challenger: Vote, holder: Vote): boolean {
    return this.candidate.verifier.weight(challenger.leader) > 0 && beats(challenger, holder);
  }

  private initialVote(): Vote {
    const { sid, verifier, lastLoggedZxid, currentEpoch } = this.candidate;
    if (verifier.voters.has(sid)) return { leader: sid, zxid: lastLoggedZxid, peerEpoch: currentEpoch };
    return { leader: NEVER, zxid: NEVER as Zxid, peerEpoch: NEVER };
  }

  private cast(vote: Vote, state: PeerState): CastVote {
    return { ...voteOf(vote), round: this.round, state, version: NOTIFICATION_VERSION };
  }

  private broadcast(): void {
    const own = this.cast(this.proposal, 'looking');
    for (const sid of this.candidate.verifier.voters) if (sid !== this.candidate.sid) this.answer(sid, own);
  }

  private answer(sid: number, vote: CastVote): void {
    this.links.send(sid, { ...vote, config: this.candidate.config });
  }
}

function voteOf({ leader, zxid, peerEpoch }: Vote): Vote {
  return { leader, zxid, peerEpoch };
}
