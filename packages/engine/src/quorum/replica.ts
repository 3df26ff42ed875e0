import type { SessionId, Zxid } from '@vivarium/jute';
import type { AuthId } from '../tree/acl.ts';
import type { Turn } from './turn.ts';
import type { LoggedEntry } from './zab/committed-log.ts';

/** A request that a learner forwarded: the client's body as it came, and who the client is. */
export interface ForwardedRequest {
  readonly sessionId: SessionId;
  readonly cxid: number;
  readonly op: number;
  readonly body: Uint8Array;
  readonly ids: readonly AuthId[];
}

/**
 * What Zab needs of the member around it: a log, a tree and sessions. Zab decides what is proposed and
 * committed, and when; the replica knows what a transaction means.
 */
export interface Replica {
  /** The newest zxid that was given to the log, or that the snapshot holds. */
  readonly lastLogged: Zxid;
  /** The newest zxid that is applied. */
  readonly lastApplied: Zxid;

  /** Gives a leader's proposal to the log, byte for byte, and remembers it until it is committed. */
  log(proposal: LoggedEntry, turn: Turn): void;
  /** What was logged and is not applied, oldest first. */
  uncommitted(): Iterable<LoggedEntry>;
  /** Applies what was logged up to this zxid. */
  commit(upTo: Zxid, turn: Turn): void;
  /** Forgets what was logged after this zxid and is not applied. */
  forgetAfter(zxid: Zxid): void;
  /** Turns a learner's request into a proposal of ours. */
  propose(request: ForwardedRequest, turn: Turn): void;
  /** The next proposal of ours will have this zxid plus one. */
  startEpoch(newLeaderZxid: Zxid): void;

  /** A client of this session was heard of by a learner. False when there is no such session. */
  touch(session: SessionId, timeoutMs: number, turn: Turn): boolean;
  /** Sessions that clients of ours used since the last asking. */
  takeTouched(): Iterable<{ readonly sessionId: SessionId; readonly timeoutMs: number }>;
  /** The leader's word on a session that a client wants to go on with. */
  revalidated(session: SessionId, valid: boolean, turn: Turn): void;
  /** The oldest sync of ours is as good as the leader can make it. */
  synced(turn: Turn): void;
}
