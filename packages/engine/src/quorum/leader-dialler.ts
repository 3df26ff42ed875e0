import type { LinkId } from '../member/input.ts';
import type { MemberAddress } from './membership.ts';

/**
 * How often a learner dials a leader that may not listen yet, and the pause after the first refusal; it doubles. In all
 * that is no less than what Apache's Learner waits, but a leader that opens its port a moment later is found at once.
 */
const DIAL_TRIES = 7;
const DIAL_PAUSE_MS = 10;

/** Dials the quorum port of an elected leader until it is open, or given up. */
export class LeaderDialler {
  /** The link that is dialled or open. */
  link: LinkId | null = null;
  private readonly dial: (host: string, port: number) => LinkId;
  private leader: MemberAddress | null = null;
  private tries = 0;
  /** With initLimit over, whoever leads now is another one. */
  private untilMs = 0;
  private againAtMs: number | null = null;

  constructor(dial: (host: string, port: number) => LinkId) {
    this.dial = dial;
  }

  start(leader: MemberAddress, untilMs: number): void {
    this.leader = leader;
    this.tries = 0;
    this.untilMs = untilMs;
    this.next();
  }

  /** The link is gone. True when it will be dialled again. */
  closed(nowMs: number): boolean {
    this.link = null;
    if (this.tries >= DIAL_TRIES || nowMs >= this.untilMs) return false;
    this.againAtMs = nowMs + DIAL_PAUSE_MS * 2 ** (this.tries - 1);
    return true;
  }

  tick(nowMs: number): void {
    if (this.againAtMs !== null && nowMs >= this.againAtMs) this.next();
  }

  stop(): void {
    this.link = null;
    this.leader = null;
    this.againAtMs = null;
  }

  private next(): void {
    this.againAtMs = null;
    if (this.leader === null) return;
    this.tries++;
    this.link = this.dial(this.leader.host, this.leader.quorumPort);
  }
}
