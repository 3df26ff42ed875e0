import type { Zxid } from '@vivarium/jute';
import type { RecoveredState } from './recovered-state.ts';

/** Chosen by the host, never reused while a member lives. */
export type ConnectionId = number;

/** When an input reached the host. */
export interface Instant {
  /** Monotonic, ms: latencies, expiry. */
  readonly monotonicMs: number;
  /** Wall clock, ms since 1970: ctime, mtime, TTL, txn time. */
  readonly wallMs: number;
}

/** What a client connection is, as far as the member may know. */
export interface ClientOrigin {
  /** Textual IP address. */
  readonly address: string;
  readonly port: number;
  /** Over TLS. */
  readonly secure: boolean;
  /** Subject of the client's certificate (RFC 2253), when it showed one. */
  readonly certificateSubject?: string;
}

/**
 * One connection to or from another member. Those that the member dials have the negative ids that it chose,
 * those that the host accepted have positive ones; none is used twice.
 */
export type LinkId = number;
/** Names an order to the disk, so that its completion finds whoever waits for it. */
export type Ticket = number;

/** What happens on the ports between members, and the completion of what they order from the disk. */
export type QuorumInput =
  | {
      readonly type: 'linkAccepted';
      readonly at: Instant;
      readonly link: LinkId;
      readonly port: 'election' | 'quorum';
      readonly remote: string;
    }
  /** A link that we dialled is there. */
  | { readonly type: 'linkOpened'; readonly at: Instant; readonly link: LinkId }
  /** A link is gone, or never came: `refused` when nobody listened there. */
  | {
      readonly type: 'linkClosed';
      readonly at: Instant;
      readonly link: LinkId;
      readonly cause: string;
      readonly refused: boolean;
    }
  | { readonly type: 'linkBytes'; readonly at: Instant; readonly link: LinkId; readonly bytes: Uint8Array }
  /** All that was sent on this link has left; a long transfer may go on. */
  | { readonly type: 'linkDrained'; readonly at: Instant; readonly link: LinkId }
  | { readonly type: 'epochStored'; readonly at: Instant; readonly ticket: Ticket }
  | {
      readonly type: 'logRead';
      readonly at: Instant;
      readonly ticket: Ticket;
      readonly entries: readonly { readonly zxid: Zxid; readonly entry: Uint8Array }[];
    }
  /** The log is cut, and this is what the directory holds now. */
  | {
      readonly type: 'logTruncated';
      readonly at: Instant;
      readonly ticket: Ticket;
      readonly recovered: RecoveredState;
    };

/** Everything that can happen to a member. A finished disk write is an input like any other. */
export type MemberInput =
  | QuorumInput
  /** Time passed; sent every 10 ms at most, and before any input that comes after a gap. */
  | { readonly type: 'tick'; readonly at: Instant }
  | {
      readonly type: 'clientConnected';
      readonly at: Instant;
      readonly connection: ConnectionId;
      readonly origin: ClientOrigin;
    }
  /** A chunk as the socket gave it. It is the member's from now on: nobody writes into it any more. */
  | {
      readonly type: 'clientBytes';
      readonly at: Instant;
      readonly connection: ConnectionId;
      readonly bytes: Uint8Array;
    }
  | {
      readonly type: 'clientGone';
      readonly at: Instant;
      readonly connection: ConnectionId;
      readonly cause: string;
    }
  /** After `tellDrained`: what was sent to this connection has left, and it may ask for more. */
  | { readonly type: 'clientDrained'; readonly at: Instant; readonly connection: ConnectionId }
  /** Every record up to and including this zxid is durable. */
  | { readonly type: 'flushed'; readonly at: Instant; readonly zxid: Zxid }
  /** The log cannot be written any more; never followed by `flushed`. */
  | { readonly type: 'diskFailed'; readonly at: Instant; readonly cause: string }
  /** The host can take the next chunk of the running snapshot. */
  | { readonly type: 'snapshotDrained'; readonly at: Instant }
  | { readonly type: 'snapshotStored'; readonly at: Instant; readonly zxid: Zxid; readonly bytes: number }
  | { readonly type: 'snapshotFailed'; readonly at: Instant; readonly cause: string }
  /** An administrator asks for a snapshot now. */
  | { readonly type: 'snapshotWanted'; readonly at: Instant };
