import { type ClientState, ZooKeeper, ZooKeeperError } from '@vivarium/client';
import type { ClientView, FailoverView, StandingView } from '@vivarium/contract';
import type { EmbeddedEnsemble } from '@vivarium/host';
import { ErrorCode } from '@vivarium/jute';
import {
  Canary,
  EnsembleObserver,
  type PolledMember,
  type TreeChange,
  TreeObserver,
} from '@vivarium/observe';
import type { EnsembleView } from '@vivarium/timeline';
import { Hub } from '../stream/hub.ts';
import { ZnodeReader } from '../znodes/znode-reader.ts';
import { feedFrom } from './embedded-feed.ts';
import { MemberNews } from './member-news.ts';
import { standingForPage } from './member-views.ts';
import { EnsemblePicture } from './picture.ts';
import { TreeFeed } from './tree-feed.ts';

const SESSION_TIMEOUT_MS = 15_000;
/** Shorter than the page's patience, so that it hears ZooKeeper's reason. */
const REQUEST_DEADLINE_MS = 8_000;
/** How often what changed is told, ms. */
const TELL_MS = 50;

export interface WatchedEnsemble {
  /** At least one. */
  readonly members: readonly PolledMember[];
  readonly label: string;
  readonly pollIntervalMs: number;
  /** Whether a session of ours writes from the start, to measure. */
  readonly canary: boolean;
  /** The members are ours, whoever started them. */
  readonly embedded: boolean;
  /** Their feed and controls, when they run in this process. */
  readonly ensemble?: EmbeddedEnsemble;
}

/** An ensemble under observation: where the page's picture comes from, and the client its writes go through. */
export interface EnsembleWatch {
  readonly hub: Hub;
  readonly picture: EnsemblePicture;
  readonly reader: ZnodeReader;
  /** The connected client of now; throws CONNECTIONLOSS while there is none, so that a page need not wait. */
  readonly client: () => ZooKeeper;
  readonly failover: (id: number) => FailoverView | null;
  readonly switchCanary: (enabled: boolean) => Promise<StandingView>;
  close(): Promise<void>;
}

/** Looks at an ensemble by the status poll and the client protocol; members of ours tell more themselves. */
export function watchEnsemble(watched: WatchedEnsemble, wallMs: () => number): EnsembleWatch {
  const { members, pollIntervalMs, ensemble } = watched;
  const addresses = members.map(({ host, port }) => addressOf(host, port));
  const picture = new EnsemblePicture(watched, wallMs());
  const hub = new Hub(picture, wallMs);
  const observer = new EnsembleObserver({ members, pollIntervalMs });
  const canary = new Canary({
    candidates: () => byLikelihood(observer.view, members),
    // Members' own events come a little later than they happen: ours must not overtake them.
    onEvent: (event) => (ensemble === undefined ? observer.accept(event) : ensemble.publish(event)),
  });
  const news = new MemberNews(hub);
  const tell = (): void => {
    for (const change of picture.changes()) hub.publish(change);
  };
  let wasLed = false;
  observer.subscribe(({ event }, view) => {
    picture.take(view);
    news.look(event, view);
    canary.hurry(view.gap !== null || view.failovers.at(-1)?.state === 'running');
    const isLed = view.verdict.kind === 'led';
    if (isLed && !wasLed) canary.nudge();
    wasLed = isLed;
  });
  const telling = setInterval(tell, TELL_MS);
  const laying = setInterval(() => {
    hub.publish({ kind: 'stratum', stratum: picture.lay(wallMs()) });
  }, pollIntervalMs);
  const endFeed =
    ensemble === undefined ? null : feedFrom(ensemble, hub, wallMs, (event) => observer.accept(event));
  const tree = watchTree(addresses.join(','), picture, hub, wallMs);
  observer.start();
  if (watched.canary) canary.start();
  return {
    hub,
    picture,
    reader: tree.reader,
    client: tree.client,
    failover: (id) => picture.failover(id),
    async switchCanary(enabled) {
      if (enabled) canary.start();
      else await canary.stop();
      return standingForPage(picture.current);
    },
    async close() {
      clearInterval(telling);
      clearInterval(laying);
      observer.stop();
      hub.close();
      await Promise.all([canary.stop(), tree.stop()]);
      endFeed?.();
    },
  };
}

function addressOf(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The leader acknowledges first; then whoever answers; then the others. */
function byLikelihood(view: EnsembleView, members: readonly PolledMember[]): string[] {
  const rank = ({ id }: PolledMember): number => {
    const member = view.members.find((each) => each.id === id);
    if (view.verdict.kind === 'led' && view.verdict.leader === id) return 0;
    if (member === undefined || member.role === 'observer') return 2;
    return member.failure === null ? 1 : 3;
  };
  return [...members].sort((a, b) => rank(a) - rank(b)).map(({ host, port }) => addressOf(host, port));
}

interface WatchedTree {
  readonly reader: ZnodeReader;
  readonly client: () => ZooKeeper;
  stop(): Promise<void>;
}

/** The tree, through one session that outlives the member it is connected to. */
function watchTree(
  connectString: string,
  picture: EnsemblePicture,
  hub: Hub,
  wallMs: () => number,
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
  tree.start();
  return { reader, client, stop: () => tree.stop() };
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
