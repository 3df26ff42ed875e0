import type { TxnView } from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import { factsOf, type ReplicaReader, type TxnFacts, type TxnListener } from '@vivarium/observe';
import type { Hub } from '../stream/hub.ts';

/** How often they leave, ms, and how many at once: more would be read by nobody, and are counted. */
const TELL_MS = 50;
const TOLD_AT_ONCE = 20;
/** Newest transactions that are kept in memory. */
const KEPT = 5_000;
const PATHS_MAX = 100;

type Txn = Parameters<TxnListener['before']>[0];

/** What of a transaction may be shown to whom the dashboard reads for. */
export class TxnViews {
  readonly #aliasOf: (session: bigint) => string;

  constructor(aliasOf: (session: bigint) => string) {
    this.#aliasOf = aliasOf;
  }

  of(
    { zxid, timeMs, session, cxid, op, paths, bytes }: TxnFacts,
    maySee: (path: string) => boolean,
  ): TxnView {
    const shown = paths.slice(0, PATHS_MAX).filter(maySee);
    return {
      zxid: hex64(zxid),
      atMs: timeMs,
      session: this.#aliasOf(session),
      cxid,
      op,
      paths: shown,
      hiddenPaths: paths.length - shown.length,
      bytes,
    };
  }
}

/** Passes on transactions as the tap sees them commit, and keeps the newest. */
export class TxnFeed implements TxnListener {
  readonly #hub: Hub;
  readonly #views: TxnViews;
  readonly #reader: () => ReplicaReader | null;
  readonly #timer: NodeJS.Timeout;
  #kept: TxnView[] = [];
  #fresh: TxnView[] = [];
  #left = 0;
  /** Paths that could be seen before the transaction that is under way: a deletion takes ACLs along. */
  #before: ReadonlySet<string> = new Set();

  constructor(hub: Hub, views: TxnViews, reader: () => ReplicaReader | null) {
    this.#hub = hub;
    this.#views = views;
    this.#reader = reader;
    this.#timer = setInterval(() => this.#tell(), TELL_MS);
  }

  before(txn: Txn, bytes: number): void {
    const reader = this.#reader();
    const { paths } = factsOf(txn, bytes);
    this.#before = new Set(paths.slice(0, PATHS_MAX).filter((path) => reader?.maySee(path) === true));
  }

  after(txn: Txn, bytes: number): void {
    const reader = this.#reader();
    const maySee = (path: string): boolean => this.#before.has(path) && reader?.maySee(path) === true;
    const view = this.#views.of(factsOf(txn, bytes), maySee);
    this.#kept.push(view);
    if (this.#kept.length > 2 * KEPT) this.#kept = this.#kept.slice(-KEPT);
    if (this.#fresh.length < TOLD_AT_ONCE) this.#fresh.push(view);
    else this.#left += 1;
  }

  /** The newest, oldest first. */
  latest(most: number): { readonly txns: readonly TxnView[]; readonly more: boolean } {
    return { txns: this.#kept.slice(-most), more: this.#kept.length > most };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tell(): void {
    if (this.#fresh.length === 0) return;
    this.#hub.publish({ kind: 'txns', txns: this.#fresh, left: this.#left });
    this.#fresh = [];
    this.#left = 0;
  }
}
