import { type ClientState, type Identity, ZooKeeper, ZooKeeperError } from '@vivarium/client';
import type { ClientView } from '@vivarium/contract';
import { ErrorCode } from '@vivarium/jute';
import { type TreeChange, TreeObserver } from '@vivarium/observe';
import type { LastKnownSource, ReplicaSource } from '../replica/replica.ts';
import type { Hub } from '../stream/hub.ts';
import { ZnodeReader } from '../znodes/znode-reader.ts';
import type { EnsemblePicture } from './picture.ts';
import { TreeFeed } from './tree-feed.ts';

const SESSION_TIMEOUT_MS = 15_000;
/** Shorter than the page's patience, so that it hears ZooKeeper's reason. */
const REQUEST_DEADLINE_MS = 8_000;

export interface WatchedTree {
  readonly reader: ZnodeReader;
  readonly client: () => ZooKeeper;
  stop(): Promise<void>;
}

export interface TreePorts {
  readonly replica: ReplicaSource;
  readonly lastKnown: LastKnownSource;
  readonly onIdentities: (identities: readonly Identity[]) => void;
}

/** The tree, through one session that outlives the member it is connected to. */
export function watchTree(
  connectString: string,
  picture: EnsemblePicture,
  hub: Hub,
  wallMs: () => number,
  { replica, lastKnown, onIdentities }: TreePorts,
): WatchedTree {
  const tree = new TreeObserver({
    open: () =>
      new ZooKeeper(connectString, {
        sessionTimeoutMs: SESSION_TIMEOUT_MS,
        requestDeadlineMs: REQUEST_DEADLINE_MS,
        acceptReadOnly: true,
      }),
    onChange: (change) => takeChange(change),
  });
  const client = (): ZooKeeper => {
    const { state } = tree.session;
    if (state.name !== 'connected' && state.name !== 'read-only')
      throw new ZooKeeperError(ErrorCode.connectionLoss);
    return tree.session;
  };
  const reader = new ZnodeReader(client, tree, wallMs, replica, lastKnown);
  const feed = new TreeFeed(hub, (path) => reader.stat(path));
  const takeChange = (change: TreeChange): void => {
    if (change.type === 'state') {
      takeState(change.state, picture, hub, wallMs());
      if (change.state.name === 'connected') void askWho(tree.session).then(onIdentities);
      return;
    }
    const isRecursive = tree.watching !== 'one-shot';
    picture.treeMeans(isRecursive ? 'recursive watch' : 'watches on what is open');
    if (change.type === 'reset') feed.reread(change.cause !== 'connected');
    else feed.take(change, isRecursive);
  };
  tree.start();
  return { reader, client, stop: () => tree.stop() };
}

/** Before 3.7 nobody tells: then only what everybody may read is read from a replica. */
async function askWho(client: ZooKeeper): Promise<readonly Identity[]> {
  try {
    return await client.whoAmI();
  } catch (error) {
    if (error instanceof ZooKeeperError) return [];
    throw error;
  }
}

const CLIENT_STATES: Readonly<Record<ClientState['name'], ClientView['state']>> = {
  connecting: 'connecting',
  connected: 'connected',
  'read-only': 'connected',
  disconnected: 'lost',
  expired: 'lost',
  'auth-failed': 'lost',
  closed: 'lost',
};

function takeState(state: ClientState, picture: EnsemblePicture, hub: Hub, wallMs: number): void {
  const before = picture.view().client.state;
  const session = 'sessionId' in state ? state.sessionId : null;
  const client = picture.client(CLIENT_STATES[state.name], session, wallMs);
  hub.publish({ kind: 'client', client });
  if (before !== 'connected' && client.state === 'connected') hub.tell('sessionOpened');
  if (before === 'connected' && client.state === 'lost') hub.tell('sessionLost');
}
