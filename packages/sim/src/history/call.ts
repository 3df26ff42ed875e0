import type { Stat, Zxid } from '@vivarium/jute';

/** Who may touch a znode: everybody, or only the client that made it. */
export type Access = 'open' | 'mine';

export interface CreateCall {
  readonly type: 'create';
  readonly path: string;
  readonly value: string;
  readonly ephemeral: boolean;
  readonly sequential: boolean;
  readonly access: Access;
  /** A container, or a znode that goes when it was left alone for so long; plain without. */
  readonly kind?: 'container' | { readonly ttlMs: number };
}
export interface SetAclCall {
  readonly type: 'setACL';
  readonly path: string;
  readonly access: Access;
  /** Of the ACL. */
  readonly version: number;
}
/** A watch that stays; a recursive one is told of all that is below too, and of no list of children. */
export interface AddWatchCall {
  readonly type: 'addWatch';
  readonly path: string;
  readonly isRecursive: boolean;
}
export interface DeleteCall {
  readonly type: 'delete';
  readonly path: string;
  readonly version: number;
}
export interface SetDataCall {
  readonly type: 'setData';
  readonly path: string;
  readonly value: string;
  readonly version: number;
}
export interface CheckCall {
  readonly type: 'check';
  readonly path: string;
  readonly version: number;
}
export type OneCall = CreateCall | DeleteCall | SetDataCall | CheckCall;
export interface ReadCall {
  readonly type: 'getData' | 'exists' | 'getChildren';
  readonly path: string;
  readonly watch: boolean;
}

/** What a simulated client asks for. */
export type Call =
  | CreateCall
  | DeleteCall
  | SetDataCall
  | SetAclCall
  | AddWatchCall
  | ReadCall
  | { readonly type: 'multi'; readonly ops: readonly OneCall[] }
  | { readonly type: 'sync'; readonly path: string }
  | { readonly type: 'closeSession' };
export type WriteCall = Exclude<Call, ReadCall | { type: 'sync' | 'closeSession' | 'addWatch' }>;

/** What a reply says behind its header. */
export type Result =
  | { readonly type: 'none' }
  | { readonly type: 'created'; readonly path: string; readonly stat: Stat | null }
  | { readonly type: 'stat'; readonly stat: Stat }
  | { readonly type: 'data'; readonly value: string; readonly stat: Stat }
  | { readonly type: 'children'; readonly names: readonly string[]; readonly stat: Stat }
  | { readonly type: 'multi'; readonly results: readonly Outcome[] };

export interface Outcome {
  readonly err: number;
  readonly result: Result;
}

export interface Reply extends Outcome {
  readonly zxid: Zxid;
}

export const NONE: Result = { type: 'none' };

export function isWrite(call: Call): call is WriteCall {
  return ['create', 'delete', 'setData', 'setACL', 'multi'].includes(call.type);
}

export function isRead(call: Call): call is ReadCall {
  return call.type === 'getData' || call.type === 'exists' || call.type === 'getChildren';
}
