import type { ConnectionView, NodeHistory, TxnsPage, TxnsQuery, TxnView } from '@vivarium/contract';
import { TXNS_MAX, VERSION_BYTES_MAX, VERSIONS_MAX } from '@vivarium/contract';
import { hex64, type SessionId } from '@vivarium/jute';
import { findTxns, type NodeChange, nodeChanges } from '@vivarium/observe';
import type { SessionAliases } from '../sessions/session-aliases.ts';
import type { Hub } from '../stream/hub.ts';
import type { Inside } from './inside.ts';
import { TxnFeed, TxnViews } from './txn-feed.ts';

const NOTHING_KEPT = { more: false, keptFrom: null };

export interface ObservationOptions {
  readonly hub: Hub;
  readonly inside: Inside;
  readonly aliases: SessionAliases;
  readonly connection: () => Promise<ConnectionView>;
}

/** What the routes may ask of how the ensemble is seen. */
export class Observation {
  readonly #options: ObservationOptions;
  readonly #views: TxnViews;
  readonly #feed: TxnFeed;

  constructor(options: ObservationOptions) {
    const { hub, inside, aliases } = options;
    this.#options = options;
    this.#views = new TxnViews((session) => aliases.of(session));
    this.#feed = new TxnFeed(hub, this.#views, () => inside.reader);
    inside.listen(this.#feed);
  }

  connection(): Promise<ConnectionView> {
    return this.#options.connection();
  }

  /** The newest come from memory as far as they are there, all others from the history on disk. */
  async txns({ from, to, path, session }: TxnsQuery): Promise<TxnsPage> {
    const { inside, aliases } = this.#options;
    const { history, reader } = inside;
    if (history === null || reader === null) return { txns: [], ...NOTHING_KEPT };
    const oldest = await history.oldestZxid();
    const keptFrom = oldest === null ? null : hex64(oldest);
    const latest = this.#feed.latest(TXNS_MAX);
    const isPlain = from === undefined && to === undefined && path === undefined && session === undefined;
    if (isPlain && latest.more) return { txns: [...latest.txns], more: true, keptFrom };
    const id = session === undefined ? null : aliases.idOf(session);
    if (session !== undefined && id === null) return { txns: [], ...NOTHING_KEPT, keptFrom };
    if (path !== undefined && !reader.maySee(path)) return { txns: [], ...NOTHING_KEPT, keptFrom };
    const { txns, more } = await findTxns(history, {
      from: from === undefined ? null : Number(from),
      to: to === undefined ? null : Number(to),
      path: path ?? null,
      session: id as SessionId | null,
      most: TXNS_MAX,
    });
    const maySee = (each: string): boolean => reader.maySee(each);
    return { txns: txns.map((each) => this.#views.of(each, maySee)), more, keptFrom };
  }

  /** The newest that the tap has seen, oldest first; none where nothing is tapped. */
  latest(): readonly TxnView[] {
    return this.#feed.latest(TXNS_MAX).txns;
  }

  async history(path: string): Promise<NodeHistory> {
    const { history, reader } = this.#options.inside;
    if (history === null || reader === null || !reader.maySee(path))
      return { path, versions: [], ...NOTHING_KEPT };
    const oldest = await history.oldestZxid();
    const { changes, more } = await nodeChanges(
      history,
      path,
      reader.identities,
      reader.isReadableNow(path),
      VERSIONS_MAX,
    );
    let left = VERSION_BYTES_MAX;
    const versions: NodeHistory['versions'] = [];
    for (const change of changes.toReversed()) {
      left -= change.data?.length ?? 0;
      versions.unshift(this.#version(change, left >= 0, (each) => reader.maySee(each)));
    }
    return { path, versions, more, keptFrom: oldest === null ? null : hex64(oldest) };
  }

  close(): void {
    this.#feed.close();
  }

  #version(
    { txn, change, version, data, isHidden }: NodeChange,
    isGiven: boolean,
    maySee: (path: string) => boolean,
  ): NodeHistory['versions'][number] {
    const hasData = change === 'created' || change === 'data';
    const withheld = !hasData
      ? ('unchanged' as const)
      : isHidden
        ? ('acl' as const)
        : isGiven
          ? null
          : ('size' as const);
    return {
      txn: this.#views.of(txn, maySee),
      change,
      version,
      data: withheld === null ? Buffer.from(data ?? []).toString('base64') : null,
      dataLength: data?.length ?? 0,
      withheld,
    };
  }
}
