import { EventType } from '@vivarium/jute';

export type WatchLoss = 'expired' | 'auth-failed' | 'closed' | 'removed' | 'unsupported';

/** What a watch tells. Closed: everything after `lost` is silence. */
export type WatchEvent =
  | {
      readonly type: 'created' | 'deleted' | 'dataChanged' | 'childrenChanged';
      /** As the caller knows it, without the chroot. */
      readonly path: string;
      /** The zxid of the change, from servers that tell it (3.9 and Vivarium); else null. */
      readonly zxid: number | null;
    }
  /** Persistent watches only: the connection was gone, changes in between may have been missed. Read again. */
  | { readonly type: 'restored' }
  /** The watch will never fire: the session or the client ended, the watch was removed, or the server is too old for it. */
  | { readonly type: 'lost'; readonly cause: WatchLoss };

export type WatchCallback = (event: WatchEvent) => void;

const NAMES: Readonly<Record<number, 'created' | 'deleted' | 'dataChanged' | 'childrenChanged'>> = {
  [EventType.nodeCreated]: 'created',
  [EventType.nodeDeleted]: 'deleted',
  [EventType.nodeDataChanged]: 'dataChanged',
  [EventType.nodeChildrenChanged]: 'childrenChanged',
};

/** The event's name, or null for a number that no server sends to a watch. */
export function watchEventName(eventType: number) {
  return NAMES[eventType] ?? null;
}

/** A one-shot watch as a promise: hand `watch` to a read, await `fired`. It never rejects. */
export function oneShotWatch(): { readonly watch: WatchCallback; readonly fired: Promise<WatchEvent> } {
  let watch: WatchCallback = () => {};
  const fired = new Promise<WatchEvent>((resolve) => {
    watch = resolve;
  });
  return { watch, fired };
}
