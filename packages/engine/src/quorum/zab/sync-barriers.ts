import type { Zxid } from '@vivarium/jute';
import type { QuorumVerifier } from '../verifier/verifier.ts';
import type { LearnerHandler } from './learner-handler.ts';

/** A sync that waits until a quorum answered a ping that was sent after it came. */
interface Barrier {
  readonly pings: Map<LearnerHandler, number>;
  /** What was proposed before it has to be committed first. */
  readonly upTo: Zxid;
  readonly reached: () => void;
}

/** The syncs under way at a leader. */
export class SyncBarriers {
  private barriers: Barrier[] = [];

  get size(): number {
    return this.barriers.length;
  }

  /** Pings everyone active, and calls back once a quorum has answered and everything up to `upTo` is committed. */
  add(handlers: Iterable<LearnerHandler>, upTo: Zxid, lastProposed: Zxid, reached: () => void): void {
    const barrier: Barrier = { pings: new Map(), upTo, reached };
    for (const handler of handlers) if (handler.phase === 'active') ask(barrier, handler, lastProposed);
    this.barriers.push(barrier);
  }

  /** A learner has become active: those that were asked before may be gone, so it is asked as well. */
  joined(handler: LearnerHandler, lastProposed: Zxid): void {
    for (const barrier of this.barriers) ask(barrier, handler, lastProposed);
  }

  consider(leader: number, verifier: QuorumVerifier, lastCommitted: Zxid): void {
    const reached = this.barriers.filter(({ pings, upTo }) => {
      if (lastCommitted < upTo) return false;
      const confirmed = [leader];
      for (const [handler, sent] of pings) if (handler.pingsAnswered >= sent) confirmed.push(handler.sid);
      return verifier.isQuorum(confirmed);
    });
    if (reached.length === 0) return;
    this.barriers = this.barriers.filter((barrier) => !reached.includes(barrier));
    for (const barrier of reached) barrier.reached();
  }
}

function ask(barrier: Barrier, handler: LearnerHandler, lastProposed: Zxid): void {
  handler.ping(lastProposed);
  barrier.pings.set(handler, handler.pingsSent);
}
