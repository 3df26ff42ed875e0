import Type, { type Static } from 'typebox';
import { base64Bytes, closed, hex64, orNull, version, wallMs, znodePath } from './scalars.ts';

/** A committed transaction: who did what, and when. Paths that the connection may not read are missing. */
export const txnView = Type.Object(
  {
    zxid: hex64,
    /** By the leader's clock. */
    atMs: wallMs,
    /** Who: an alias that stands for the session and buys nothing. */
    session: Type.String(),
    cxid: Type.Integer(),
    /** create, setData, multi, closeSession, …; `error` for one that failed. */
    op: Type.String(),
    paths: Type.Array(znodePath),
    /** Paths that are not shown. */
    hiddenPaths: Type.Integer(),
    bytes: Type.Integer(),
  },
  closed,
);
export type TxnView = Static<typeof txnView>;

/** Transactions that one answer holds at most. */
export const TXNS_MAX = 1_000;

export const txnsQuery = Type.Object(
  {
    /** Zxids, both inclusive; without `from` the newest are given. */
    from: Type.Optional(hex64),
    to: Type.Optional(hex64),
    /** Only those that touched this path. */
    path: Type.Optional(znodePath),
    /** Only those of the session with this alias. */
    session: Type.Optional(Type.String({ maxLength: 64 })),
  },
  closed,
);
export type TxnsQuery = Static<typeof txnsQuery>;

export const txnsPage = Type.Object(
  {
    /** Oldest first. */
    txns: Type.Array(txnView),
    /** There are more of them behind the last (with `from`), or before the first. */
    more: Type.Boolean(),
    /** First transaction that is kept at all; null when none is. */
    keptFrom: orNull(hex64),
  },
  closed,
);
export type TxnsPage = Static<typeof txnsPage>;

/** Versions that one answer holds at most: the newest. */
export const VERSIONS_MAX = 200;
/** Bytes of data of all versions of one answer; older ones then come without. */
export const VERSION_BYTES_MAX = 4 * 1_048_576;

export const historyQuery = Type.Object({ path: znodePath }, closed);

/** A znode as one transaction left it. */
export const nodeVersion = Type.Object(
  {
    txn: txnView,
    change: Type.Union([
      Type.Literal('created'),
      Type.Literal('data'),
      Type.Literal('acl'),
      Type.Literal('deleted'),
    ]),
    /** After it; -1 where a transaction does not say. */
    version,
    /** Null when it was deleted, when its data may not be read, or are not given. */
    data: orNull(base64Bytes),
    dataLength: Type.Integer(),
    /** Why `data` is null. */
    withheld: orNull(Type.Union([Type.Literal('acl'), Type.Literal('size'), Type.Literal('unchanged')])),
  },
  closed,
);
export type NodeVersion = Static<typeof nodeVersion>;

export const nodeHistory = Type.Object(
  {
    path: znodePath,
    /** Oldest first. */
    versions: Type.Array(nodeVersion),
    more: Type.Boolean(),
    keptFrom: orNull(hex64),
  },
  closed,
);
export type NodeHistory = Static<typeof nodeHistory>;
