import type { ClientState } from '../client-state.ts';
import type { Endpoint } from './host-list.ts';
import type { Request, Watcher, WatchKind } from './request.ts';

/** Everything that can happen to a connection, closed. A request is its own input. */
export type MachineInput<R extends Request> =
  | { readonly type: 'start' }
  /** Time, ms on a monotonic clock. Between ticks the machine's time stands still. */
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'connectionUp' }
  | { readonly type: 'connectionDown'; readonly cause: string }
  | { readonly type: 'received'; readonly bytes: Uint8Array }
  /** Credentials: `request` is the auth packet, kept and sent again on every new connection. */
  | { readonly type: 'addAuth'; readonly request: R }
  /** The caller no longer waits (AbortSignal). */
  | { readonly type: 'abandon'; readonly request: R }
  /** Forgets watchers of this client. What the server still holds then goes unheard. */
  | {
      readonly type: 'forgetWatch';
      readonly kind: WatchKind;
      readonly path: string;
      readonly watcher: Watcher | null;
    }
  /** A probed server says that it has a quorum. */
  | { readonly type: 'readWriteFound'; readonly server: Endpoint }
  | { readonly type: 'close'; readonly request: R }
  | R;

/** Why persistent watches hear something that is no change. */
export type WatchNotice =
  /** The connection was gone: changes in between may have been missed, so read again. */
  | 'restored'
  /** This server is too old for persistent watches: they are gone. */
  | 'unsupported'
  /** The session or the client ended: nothing more will come. */
  | 'expired'
  | 'auth-failed'
  | 'closed';

/** What the shell tells its callers, in this order. */
export type Delivery<R extends Request> =
  | R
  | {
      readonly type: 'watchEvent';
      readonly eventType: number;
      readonly path: string;
      /** The causing zxid from servers that tell it (3.9), else -1. */
      readonly zxid: number;
      readonly watchers: readonly Watcher[];
    }
  | { readonly type: 'watchNotice'; readonly notice: WatchNotice; readonly watchers: readonly Watcher[] }
  | { readonly type: 'state'; readonly state: ClientState };

/** What a step wants done. The shell empties it after each step. Bytes to send stand in `machine.outgoing`. */
export class MachineOutbox<R extends Request> {
  deliveries: Delivery<R>[] = [];
  /** Close the connection that is open or being opened; the reason is for the log. Done before `dial`. */
  hangUp: string | null = null;
  dial: Endpoint | null = null;
  /** Ask this server by a connection of its own (`isro`) whether it has a quorum. */
  probe: Endpoint | null = null;
}
