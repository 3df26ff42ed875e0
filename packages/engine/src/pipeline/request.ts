import type { TxnHeader } from '@vivarium/jute';
import type { Connection } from '../member/connection.ts';
import type { Session } from '../session/session.ts';
import type { AuthId } from '../tree/acl.ts';
import type { TxnBody } from '../tree/txn.ts';

/** A write on its way: proposed, and applied once it is committed. */
export interface Proposal {
  readonly kind: 'proposal';
  /** Null when the member itself asked: expiry, sweep. */
  readonly connection: Connection | null;
  /** Null for the sweep of containers. */
  readonly session: Session | null;
  readonly xid: number;
  /** What the client asked for; the header's type says what came of it. */
  readonly op: number;
  /** Monotonic, ms. */
  readonly arrivedMs: number;
  readonly header: TxnHeader;
  readonly body: TxnBody;
  /** Bytes of the log entry. */
  readonly bytes: number;
  /** The log entry itself, for other members; null where there are none. */
  readonly entry: Uint8Array | null;
}

/** A write that another member decides about; its transaction comes back by session and cxid. */
export interface WaitingForward {
  readonly kind: 'forwarded';
  readonly xid: number;
  readonly op: number;
  readonly arrivedMs: number;
}

/** A sync that the ensemble has to confirm. */
export interface WaitingSync extends Omit<WaitingRead, 'kind'> {
  readonly kind: 'sync';
  confirmed: boolean;
}

/** A request that needs no transaction but must be answered after the writes before it. */
export interface WaitingRead {
  readonly kind: 'read';
  readonly xid: number;
  readonly op: number;
  readonly arrivedMs: number;
  readonly body: Uint8Array;
  /** Who the client was when it asked. */
  readonly ids: readonly AuthId[];
}

export type Waiting = Proposal | WaitingRead | WaitingForward | WaitingSync;

/** Whether nothing holds up what waits: reads never, a sync until it is confirmed. */
export function isAnswerable(waiting: Waiting): waiting is WaitingRead | WaitingSync {
  return waiting.kind === 'read' || (waiting.kind === 'sync' && waiting.confirmed);
}

/** The session for which a connection asks. */
export function sessionOf({ session }: Connection): Session {
  if (session === null) throw new Error('a request was taken from a connection without a session');
  return session;
}

/** The oldest request of the connection that is to become a transaction. */
export function firstWrite(connection: Connection): Proposal | WaitingForward | null {
  for (const waiting of connection.waiting) {
    if (waiting.kind === 'proposal' || waiting.kind === 'forwarded') return waiting;
  }
  return null;
}
