import type { ClientState, WatchEvent } from '@vivarium/client';

/** A watch event or a change of the session, in Java's names. */
export interface ShellEvent {
  readonly state: string;
  /** `None` when the session changed. */
  readonly type: string;
  readonly path: string | null;
}

const STATES: Readonly<Record<ClientState['name'], string | null>> = {
  connecting: null,
  connected: 'SyncConnected',
  'read-only': 'ConnectedReadOnly',
  disconnected: 'Disconnected',
  expired: 'Expired',
  'auth-failed': 'AuthFailed',
  closed: 'Closed',
};

const TYPES = {
  created: 'NodeCreated',
  deleted: 'NodeDeleted',
  dataChanged: 'NodeDataChanged',
  childrenChanged: 'NodeChildrenChanged',
} as const;

/** What zkCli.sh tells of a state; null for states in which it says nothing. */
export function eventOfState({ name }: ClientState): ShellEvent | null {
  const state = STATES[name];
  return state === null ? null : { state, type: 'None', path: null };
}

/** Null for what Java's client does not tell a watcher. */
export function eventOfWatch(event: WatchEvent): ShellEvent | null {
  if (event.type === 'restored' || event.type === 'lost') return null;
  return { state: 'SyncConnected', type: TYPES[event.type], path: event.path };
}
