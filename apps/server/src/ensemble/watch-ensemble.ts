import type { Identity, ZooKeeper } from '@vivarium/client';
import type { ConnectionView, FailoverView, StandingView } from '@vivarium/contract';
import type { EmbeddedEnsemble } from '@vivarium/host';
import { Canary, EnsembleObserver, type PolledMember } from '@vivarium/observe';
import type { EnsembleView } from '@vivarium/timeline';
import type { ReplicaSource } from '../replica/replica.ts';
import { Hub } from '../stream/hub.ts';
import type { ZnodeReader } from '../znodes/znode-reader.ts';
import { connectionView, meansOf } from './connections.ts';
import { feedFrom } from './embedded-feed.ts';
import { Inside, type InsideOptions } from './inside.ts';
import { layStrata } from './lay-strata.ts';
import { lookInside } from './look-inside.ts';
import { connectedBy, MeansNews } from './means-news.ts';
import { MemberNews } from './member-news.ts';
import { EnsemblePicture } from './picture.ts';
import { watchSetUp } from './set-up-watch.ts';
import { watchTree } from './watch-tree.ts';

/** How often what changed is told, ms. */
const TELL_MS = 50;
const NOTHING_WANTED: InsideOptions = { probe: false, tap: false, dataDir: '', key: '' };

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
  /** What is wanted beyond the status poll; nothing when missing. */
  readonly inside?: InsideOptions;
}

/** An ensemble under observation: where the page's picture comes from, and the client its writes go through. */
export interface EnsembleWatch {
  /** Who is polled, under the ids by which the page knows them. Changes in place when those become known. */
  readonly members: readonly PolledMember[];
  /** Null while no tree is kept here, or it is not up to date: then reads go to the client. */
  readonly replica: ReplicaSource;
  readonly inside: Inside;
  readonly connection: () => Promise<ConnectionView>;
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
  const { pollIntervalMs, ensemble } = watched;
  const members = [...watched.members];
  const addresses = members.map(({ host, port }) => addressOf(host, port));
  const picture = new EnsemblePicture(watched, wallMs());
  const hub = new Hub(picture, wallMs);
  const observer = new EnsembleObserver({ members, pollIntervalMs, tellsFaults: ensemble === undefined });
  const canary = new Canary({
    candidates: () => byLikelihood(observer.view, members),
    // Members' own events come a little later than they happen: ours must not overtake them.
    onEvent: (event) => (ensemble === undefined ? observer.accept(event) : ensemble.publish(event)),
  });
  const news = new MemberNews(hub);
  let identities: readonly Identity[] = [];
  const inside = new Inside(watched.inside ?? NOTHING_WANTED, {
    accept: (event) => observer.accept(event),
    view: () => observer.view,
    identities: () => identities,
    wallMs,
  });
  const connected = connectedBy(watched);
  const means = new MeansNews(hub, connected);
  hub.seenBy(() => meansOf(observer.view, connected));
  const tell = (): void => {
    for (const change of picture.changes()) hub.publish(change);
    means.look(observer.view);
  };
  let wasLed = false;
  observer.subscribe(({ event }, view) => {
    picture.take(view);
    news.look(event, view);
    inside.look(view);
    canary.hurry(view.gap !== null || view.failovers.at(-1)?.state === 'running');
    const isLed = view.verdict.kind === 'led';
    if (isLed && !wasLed) canary.nudge();
    wasLed = isLed;
  });
  const telling = setInterval(tell, TELL_MS);
  const endLaying = layStrata(hub, picture, inside, pollIntervalMs, wallMs);
  const endFeed =
    ensemble === undefined ? null : feedFrom(ensemble, hub, wallMs, (event) => observer.accept(event));
  const tree = watchTree(addresses.join(','), picture, hub, wallMs, {
    replica: () => inside.replica(),
    lastKnown: () => inside.lastKnown(),
    onIdentities: (ids) => {
      identities = ids;
    },
  });
  // Members of this process tell it by themselves.
  const endSetUp =
    ensemble === undefined
      ? watchSetUp({ members, client: tree.client, onReasons: (reasons) => picture.derive(reasons) })
      : null;
  observer.start();
  if (watched.canary) canary.start();
  const endSearch = lookInside(watched, inside, tree.client, observer, members, hub);
  return {
    members,
    replica: () => inside.replica(),
    inside,
    connection: () => connectionView(observer.view, connected, inside, (id) => observer.mntr(id)),
    hub,
    picture,
    reader: tree.reader,
    client: tree.client,
    failover: (id) => picture.failover(id),
    async switchCanary(enabled) {
      if (enabled) canary.start();
      else await canary.stop();
      return picture.standing();
    },
    async close() {
      clearInterval(telling);
      endLaying();
      endSearch();
      endSetUp?.();
      observer.stop();
      hub.close();
      await Promise.all([canary.stop(), tree.stop(), inside.close()]);
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
