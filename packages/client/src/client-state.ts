import type { Endpoint } from './machine/host-list.ts';

/** What a live connection is: the session it carries and the server at its other end. */
export interface SessionFacts {
  /** "0x…", as ZooKeeper prints it. It identifies the session; with its password it is a credential. */
  readonly sessionId: string;
  /** As the server granted it. */
  readonly timeoutMs: number;
  readonly server: Endpoint;
  /** True when an existing session came back, false when this is a new one. */
  readonly reattached: boolean;
}

/** The life of a client, closed: the last three are final. */
export type ClientState =
  | { readonly name: 'connecting'; readonly cause: string | null }
  | ({ readonly name: 'connected' } & SessionFacts)
  /** Connected to a member without quorum: reads work and may be old, writes answer NOTREADONLY. */
  | ({ readonly name: 'read-only' } & SessionFacts)
  /** The session may still live; the client dials on. */
  | { readonly name: 'disconnected'; readonly cause: string }
  | { readonly name: 'expired' }
  | { readonly name: 'auth-failed' }
  | { readonly name: 'closed' };
