import { type ClientState, ZooKeeper, ZooKeeperError } from '@vivarium/client';
import type { ClientView } from '@vivarium/contract';
import { ErrorCode } from '@vivarium/jute';
import { EnsembleObserver, type TreeChange, TreeObserver } from '@vivarium/observe';
import type { TimelineEvent } from '@vivarium/timeline';
import { Hub } from '../stream/hub.ts';
import { ZnodeReader } from '../znodes/znode-reader.ts';
import { EnsemblePicture } from './picture.ts';
import { TreeFeed } from './tree-feed.ts';

const SESSION_TIMEOUT_MS = 15_000;
/** Shorter than the page's patience, so that it hears ZooKeeper's reason. */
const REQUEST_DEADLINE_MS = 8_000;

export interface WatchedMember {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly label: string;
  readonly embedded: boolean;
  readonly pollIntervalMs: number;
}

/** A member under observation: where the page's picture comes from, and the client its writes go through. */
export interface EnsembleWatch {
  readonly hub: Hub;
  readonly reader: ZnodeReader;
  /** The connected client of now; throws CONNECTIONLOSS while there is none, so that a page need not wait. */
  readonly client: () => ZooKeeper;
  close(): Promise<void>;
}

/** Looks at one member, embedded or not, only through the status poll and the client protocol. */
export function watchEnsemble(member: WatchedMember, wallMs: () => number): EnsembleWatch {
  const address = `${member.host}:${member.port}`;
  const picture = new EnsemblePicture({ ...member, address }, wallMs());
  const hub = new Hub(picture, wallMs);
  const statuses = new EnsembleObserver({
    members: [{ id: 1, name: member.name, host: member.host, port: member.port }],
    pollIntervalMs: member.pollIntervalMs,
  });
  statuses.subscribe(({ event }) => takeStatus(event, picture, hub, wallMs()));
  const tree = new TreeObserver({
    open: () =>
      new ZooKeeper(address, {
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
  const reader = new ZnodeReader(client, tree, wallMs);
  const feed = new TreeFeed(hub, (path) => reader.stat(path));
  const takeChange = (change: TreeChange): void => {
    if (change.type === 'state') {
      takeState(change.state, picture, hub, wallMs());
      return;
    }
    const isRecursive = tree.watching !== 'one-shot';
    picture.treeMeans(isRecursive ? 'recursive watch' : 'watches on what is open');
    if (change.type === 'reset') feed.reread(change.cause !== 'connected');
    else feed.take(change, isRecursive);
  };
  statuses.start();
  tree.start();
  return {
    hub,
    reader,
    client,
    async close() {
      statuses.stop();
      hub.close();
      await tree.stop();
    },
  };
}

function takeStatus(event: TimelineEvent, picture: EnsemblePicture, hub: Hub, wallMs: number): void {
  if (event.type !== 'statusPolled' && event.type !== 'statusUnavailable') return;
  const outcome =
    event.type === 'statusPolled'
      ? picture.answered(event.status, wallMs)
      : picture.silent(event.cause, wallMs);
  const { member } = outcome;
  hub.publish({ kind: 'member', member });
  hub.publish({ kind: 'stratum', stratum: outcome.stratum });
  if (outcome.cameUp) hub.tell('memberUp', { member: member.name });
  if (outcome.wentDown) hub.tell('memberDown', { member: member.name, detail: member.cause });
  if (outcome.cameUp || outcome.modeChanged) {
    hub.tell('modeChanged', { member: member.name, detail: `Mode: ${member.mode ?? 'unknown'}` });
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
