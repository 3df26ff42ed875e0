import type { ConnectionOptions } from 'node:tls';
import {
  type Acl,
  AddWatchMode,
  addWatchRequest,
  authPacket,
  type Codec,
  create2Response,
  createRequest,
  createTtlRequest,
  deleteRequest,
  ErrorCode,
  getAclResponse,
  getAllChildrenNumberResponse,
  getChildren2Response,
  getDataResponse,
  getEphemeralsRequest,
  getEphemeralsResponse,
  OpCode,
  pathRecord,
  type Stat,
  setAclRequest,
  setDataRequest,
  statResponse,
  WatcherType,
  watchedRequest,
  watcherTypeRequest,
  whoAmIResponse,
} from '@vivarium/jute';
import { Call, type CallOptions, type CallSpec } from './call.ts';
import type { ClientState } from './client-state.ts';
import { parseConnectString, withChroot, withoutChroot } from './connect-string.ts';
import type { WatchKind } from './machine/request.ts';
import {
  type CreateOptions,
  createOp,
  type MultiReadOp,
  type MultiReadResult,
  multiReadResult,
  multiRequest,
  multiResponse,
  type NodeData,
  toBytes,
  type WireResult,
} from './multi.ts';
import { SessionDriver } from './session-driver.ts';
import { Transaction } from './transaction.ts';
import type { WatchCallback } from './watch-event.ts';
import { WatchStream } from './watch-stream.ts';
import { ZooKeeperError } from './zookeeper-error.ts';

export interface ZooKeeperOptions {
  /** Asked for; the server grants between 2 and 20 of its ticks. 30 s when missing. */
  readonly sessionTimeoutMs?: number;
  /** How long each request may wait for its reply, waiting for a connection included. 30 s when missing. */
  readonly requestDeadlineMs?: number;
  /** Also accept a member without quorum. Off when missing. */
  readonly acceptReadOnly?: boolean;
  /** TLS instead of plain TCP: `ca`, `cert`, `key`, … of node:tls. */
  readonly tls?: ConnectionOptions;
  /** Longest reply that is accepted. 64 MiB when missing. */
  readonly maxReplyBytes?: number;
  /** Longest request that is sent; not above the server's jute.maxbuffer. 1,048,575 when missing. */
  readonly maxRequestBytes?: number;
  /** Requests waiting or in flight; the next one fails with THROTTLEDOP. 262,144 when missing. */
  readonly maxOutstanding?: number;
  /** Shuffles the servers and spreads reconnects: numbers in [0, 1). Math.random when missing. */
  readonly random?: () => number;
  /** Hears exceptions of watch and state callbacks. When missing they surface as uncaught exceptions. */
  readonly onCallbackError?: (error: unknown) => void;
}

export interface ReadOptions extends CallOptions {
  /** Leaves a one-shot watch; see `oneShotWatch` for a promise. */
  readonly watch?: WatchCallback;
}

export interface WriteOptions extends CallOptions {
  /** Refused with BADVERSION unless the node has this version; any when missing. */
  readonly version?: number;
}

export type WatchMode = 'persistent' | 'persistentRecursive';
/** `any` takes every watch of this client from the path. */
export type RemovableWatch = 'data' | 'children' | WatchMode | 'any';

const ANY_VERSION = -1;
const KINDS_OF: Record<RemovableWatch, readonly WatchKind[]> = {
  data: ['data', 'exist'],
  children: ['child'],
  persistent: ['persistent'],
  persistentRecursive: ['persistentRecursive'],
  any: ['data', 'exist', 'child', 'persistent', 'persistentRecursive'],
};
const TYPE_OF: Record<RemovableWatch, number> = {
  data: WatcherType.data,
  children: WatcherType.children,
  persistent: WatcherType.persistent,
  persistentRecursive: WatcherType.persistentRecursive,
  any: WatcherType.any,
};

const nothing = () => undefined;
const copyOf = (bytes: Uint8Array | null) => (bytes === null ? null : bytes.slice());
// The bytes belong to the chunk that they came in: a caller gets data of its own.
const dataResult = (reply: { data: Uint8Array | null; stat: Stat }) => ({
  data: copyOf(reply.data),
  stat: reply.stat,
});
const statResult = (reply: { stat: Stat }) => reply.stat;
const childrenResult = (reply: { children: string[]; stat: Stat }) => reply;

/**
 * A session with a ZooKeeper ensemble. Requests of one client are answered in the order they were made.
 * Every rejection is a ZooKeeperError (or the AbortSignal's reason). A lost connection fails what was in
 * flight with CONNECTIONLOSS, nothing is sent twice, and the client dials on by itself; requests made
 * meanwhile wait for the connection within their deadline.
 */
export class ZooKeeper {
  private readonly chroot: string;
  private readonly requestDeadlineMs: number;
  private readonly driver: SessionDriver;
  private readonly listeners = new Set<(state: ClientState) => void>();
  private current: ClientState = { name: 'connecting', cause: null };
  private closing: Promise<void> | null = null;

  /** Throws a TypeError when the connect string cannot be read. Nothing is dialled before `connect`. */
  constructor(connectString: string, options: ZooKeeperOptions = {}) {
    const { hosts, chroot } = parseConnectString(connectString);
    this.chroot = chroot;
    this.requestDeadlineMs = options.requestDeadlineMs ?? 30_000;
    const onCallbackError = options.onCallbackError ?? surface;
    this.driver = new SessionDriver({
      hosts,
      tls: options.tls ?? null,
      random: options.random ?? Math.random,
      limits: {
        sessionTimeoutMs: options.sessionTimeoutMs ?? 30_000,
        acceptReadOnly: options.acceptReadOnly ?? false,
        maxReplyBytes: options.maxReplyBytes ?? 64 * 1024 * 1024,
        maxRequestBytes: options.maxRequestBytes ?? 0xf_ffff,
        maxOutstanding: options.maxOutstanding ?? 262_144,
      },
      strip: (path) => withoutChroot(chroot, path),
      onCallbackError,
      onState: (state) => {
        this.current = state;
        for (const listener of [...this.listeners]) {
          try {
            listener(state);
          } catch (error) {
            onCallbackError(error);
          }
        }
      },
    });
  }

  get state(): ClientState {
    return this.current;
  }

  /** Requests that have no reply yet. */
  get outstanding(): number {
    return this.driver.machine.outstanding;
  }

  /** Calls back on every change of state, from the next one on. Returns what ends the subscription. */
  subscribe(listener: (state: ClientState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Starts dialling (the first time) and resolves once a session stands. Rejects with CONNECTIONLOSS at the
   * deadline (the client dials on: `close` it to give up) and when the session is refused or the client closed.
   */
  connect({ signal, deadlineMs = this.requestDeadlineMs }: CallOptions = {}): Promise<void> {
    this.driver.start();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        unsubscribe();
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        settle();
      };
      const look = (state: ClientState) => {
        if (state.name === 'connected' || state.name === 'read-only') end(resolve);
        else if (isFinal(state)) end(() => reject(finalError(state)));
      };
      const onAbort = () => end(() => reject(signal?.reason));
      const unsubscribe = this.subscribe(look);
      const timer = setTimeout(
        () => end(() => reject(noConnection(this.current))),
        Math.min(deadlineMs, 0x7fff_ffff),
      );
      signal?.addEventListener('abort', onAbort);
      if (signal?.aborted === true) onAbort();
      else look(this.current);
    });
  }

  /**
   * Ends the session: its ephemeral nodes are gone when this resolves, unless there was no connection (then
   * they go when the session expires). Never rejects; what is still unanswered fails.
   */
  close({ deadlineMs = 5_000 }: { readonly deadlineMs?: number } = {}): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      const spec: CallSpec<void> = {
        op: OpCode.closeSession,
        path: null,
        body: null,
        bodyCodec: null,
        replyCodec: null,
        finish: nothing,
      };
      const deadline = this.driver.nowMs() + deadlineMs;
      this.driver.step({
        type: 'close',
        request: new Call<void>(spec, deadline, resolve, () => resolve()) as Call,
      });
    });
    return this.closing;
  }

  // Nodes

  /** Creates a node. `path` is the real one, with its number when the mode is sequential. */
  create(
    path: string,
    data: NodeData = null,
    options: CreateOptions & CallOptions = {},
  ): Promise<{ readonly path: string; readonly stat: Stat }> {
    const { op, body } = createOp(this.server(path), data, options);
    const bodyCodec: Codec<unknown> = op === OpCode.createTTL ? createTtlRequest : createRequest;
    return this.call(
      {
        op: op as OpCode,
        path,
        body,
        bodyCodec,
        replyCodec: create2Response,
        finish: (reply: { path: string; stat: Stat }) => ({ path: this.strip(reply.path), stat: reply.stat }),
      },
      options,
    );
  }

  delete(path: string, options: WriteOptions = {}): Promise<void> {
    const body = { path: this.server(path), version: options.version ?? ANY_VERSION };
    return this.call(
      { op: OpCode.delete, path, body, bodyCodec: deleteRequest, replyCodec: null, finish: nothing },
      options,
    );
  }

  /** The node's stat, null when it is absent. A watch is kept either way. */
  exists(path: string, options: ReadOptions = {}): Promise<Stat | null> {
    const spec = this.reading(OpCode.exists, path, 'exist', options, statResponse);
    return this.call<Stat | null>({ ...spec, finish: statResult, whenAbsent: null }, options);
  }

  /** A watch is kept only when the read succeeds. */
  getData(
    path: string,
    options: ReadOptions = {},
  ): Promise<{ readonly data: Uint8Array | null; readonly stat: Stat }> {
    const spec = this.reading(OpCode.getData, path, 'data', options, getDataResponse);
    return this.call({ ...spec, finish: dataResult }, options);
  }

  setData(path: string, data: NodeData, options: WriteOptions = {}): Promise<Stat> {
    const body = { path: this.server(path), data: toBytes(data), version: options.version ?? ANY_VERSION };
    return this.call(
      {
        op: OpCode.setData,
        path,
        body,
        bodyCodec: setDataRequest,
        replyCodec: statResponse,
        finish: statResult,
      },
      options,
    );
  }

  /** Without the admin right digest ids read `user:x`. */
  getACL(path: string, options: CallOptions = {}): Promise<{ readonly acl: Acl[]; readonly stat: Stat }> {
    const body = { path: this.server(path) };
    return this.call(
      {
        op: OpCode.getACL,
        path,
        body,
        bodyCodec: pathRecord,
        replyCodec: getAclResponse,
        finish: (reply: { acl: Acl[]; stat: Stat }) => reply,
      },
      options,
    );
  }

  /** `version` here is the stat's `aversion`. */
  setACL(path: string, acl: readonly Acl[], options: WriteOptions = {}): Promise<Stat> {
    const body = { path: this.server(path), acl, version: options.version ?? ANY_VERSION };
    return this.call(
      {
        op: OpCode.setACL,
        path,
        body,
        bodyCodec: setAclRequest,
        replyCodec: statResponse,
        finish: statResult,
      },
      options,
    );
  }

  /** Names, not paths, in the server's order. */
  getChildren(
    path: string,
    options: ReadOptions = {},
  ): Promise<{ readonly children: string[]; readonly stat: Stat }> {
    const spec = this.reading(OpCode.getChildren2, path, 'child', options, getChildren2Response);
    return this.call({ ...spec, finish: childrenResult }, options);
  }

  /** Brings the server that this client is connected to up to date with the leader. */
  sync(path: string, options: CallOptions = {}): Promise<void> {
    const body = { path: this.server(path) };
    return this.call(
      { op: OpCode.sync, path, body, bodyCodec: pathRecord, replyCodec: pathRecord, finish: nothing },
      options,
    );
  }

  /** Paths of the ephemeral nodes of this session that start with `prefix`. */
  getEphemerals(prefix = '/', options: CallOptions = {}): Promise<string[]> {
    return this.call(
      {
        op: OpCode.getEphemerals,
        path: prefix,
        body: { prefixPath: this.server(prefix) },
        bodyCodec: getEphemeralsRequest,
        replyCodec: getEphemeralsResponse,
        finish: (reply: { ephemerals: string[] }) => reply.ephemerals.map((path) => this.strip(path)),
      },
      options,
    );
  }

  /** How many nodes are below `path`, at any depth. */
  getAllChildrenNumber(path: string, options: CallOptions = {}): Promise<number> {
    const body = { path: this.server(path) };
    return this.call(
      {
        op: OpCode.getAllChildrenNumber,
        path,
        body,
        bodyCodec: pathRecord,
        replyCodec: getAllChildrenNumberResponse,
        finish: (reply: { totalNumber: number }) => reply.totalNumber,
      },
      options,
    );
  }

  // Transactions

  /** Several writes that happen together or not at all. */
  multi(): Transaction {
    return new Transaction(
      (path) => this.server(path),
      (path) => this.strip(path),
      (spec, options) => this.call(spec, options),
    );
  }

  /** Several reads in one request; each succeeds or fails on its own. */
  multiRead(ops: readonly MultiReadOp[], options: CallOptions = {}): Promise<MultiReadResult[]> {
    const body = ops.map(({ type, path }) => {
      const server = this.server(path);
      return { op: OpCode[type], path: server, body: { path: server, watch: false } };
    });
    return this.call(
      {
        op: OpCode.multiRead,
        path: null,
        body,
        bodyCodec: multiRequest,
        replyCodec: multiResponse,
        finish: (reply: readonly WireResult[]) =>
          reply.map((result, i) => multiReadResult(result, ops[i]?.path ?? '')),
      },
      options,
    );
  }

  // Watches

  /** Sets a watch that stays, for one node or for everything below it, and gives its events in order. */
  async addWatch(path: string, mode: WatchMode, options: CallOptions = {}): Promise<WatchStream> {
    const stream = new WatchStream(path, () => this.releaseWatch(path, mode, stream.watch));
    await this.call(
      {
        op: OpCode.addWatch,
        path,
        body: { path: this.server(path), mode: AddWatchMode[mode] },
        bodyCodec: addWatchRequest,
        replyCodec: null,
        watch: { kind: mode, path: this.server(path), watcher: stream.watch },
        finish: nothing,
      },
      options,
    );
    return stream;
  }

  /** Takes this client's watches of one type from a path; each hears `lost`. Rejects with NOWATCHER when there are none. */
  async removeWatches(path: string, type: RemovableWatch = 'any', options: CallOptions = {}): Promise<void> {
    await this.removeAtServer(path, type, options);
    const server = this.server(path);
    const table = this.driver.machine.watches;
    const gone = KINDS_OF[type].flatMap((kind) => {
      const watchers = table.watchers(kind, server);
      this.driver.step({ type: 'forgetWatch', kind, path: server, watcher: null });
      return watchers;
    });
    for (const watcher of new Set(gone)) (watcher as WatchCallback)({ type: 'lost', cause: 'removed' });
  }

  // Identity

  /** Adds credentials to this session, also after every reconnect. A refusal ends the client: state `auth-failed`. */
  addAuth(scheme: string, auth: Uint8Array | string, options: CallOptions = {}): Promise<void> {
    const spec: CallSpec<void> = {
      op: OpCode.auth,
      path: null,
      body: { type: 0, scheme, auth: toBytes(auth) },
      bodyCodec: authPacket,
      replyCodec: null,
      finish: nothing,
    };
    return this.submit(spec, options, (request) => this.driver.step({ type: 'addAuth', request }));
  }

  /** The identities that the server sees on this connection. Digest shows the user only. */
  whoAmI(options: CallOptions = {}): Promise<{ readonly scheme: string; readonly user: string }[]> {
    return this.call(
      {
        op: OpCode.whoAmI,
        path: null,
        body: null,
        bodyCodec: null,
        replyCodec: whoAmIResponse,
        finish: (reply: { clientInfo: { authScheme: string; user: string }[] }) =>
          reply.clientInfo.map(({ authScheme, user }) => ({ scheme: authScheme, user })),
      },
      options,
    );
  }

  private reading(
    op: OpCode,
    path: string,
    kind: WatchKind,
    options: ReadOptions,
    replyCodec: Codec<unknown>,
  ): Omit<CallSpec<never>, 'finish' | 'whenAbsent'> {
    const server = this.server(path);
    const watcher = options.watch;
    return {
      op,
      path,
      body: { path: server, watch: watcher !== undefined },
      bodyCodec: watchedRequest,
      replyCodec,
      watch: watcher === undefined ? null : { kind, path: server, watcher },
    };
  }

  /** Servers before 3.9 know no types for persistent watches: there, only "any" takes them away. */
  private async removeAtServer(path: string, type: RemovableWatch, options: CallOptions): Promise<void> {
    const remove = (wireType: number) =>
      this.call(
        {
          op: OpCode.removeWatches,
          path,
          body: { path: this.server(path), type: wireType },
          bodyCodec: watcherTypeRequest,
          replyCodec: null,
          finish: nothing,
        },
        options,
      );
    try {
      await remove(TYPE_OF[type]);
    } catch (error) {
      const older = error instanceof ZooKeeperError && error.code === ErrorCode.marshallingError;
      if (!older || (type !== 'persistent' && type !== 'persistentRecursive')) throw error;
      const server = this.server(path);
      const table = this.driver.machine.watches;
      const others = KINDS_OF.any.filter((kind) => kind !== type && table.has(kind, server));
      if (others.length === 0) await remove(WatcherType.any);
    }
  }

  /** The end of one stream: the server is told when it was the last of its kind on the path. */
  private async releaseWatch(path: string, mode: WatchMode, watcher: WatchCallback): Promise<void> {
    const server = this.server(path);
    this.driver.step({ type: 'forgetWatch', kind: mode, path: server, watcher });
    if (this.driver.machine.watches.has(mode, server)) return;
    try {
      await this.removeAtServer(path, mode, {});
    } catch (error) {
      // Without a connection or a watch there is nothing to take back: it is not set again either.
      if (!(error instanceof ZooKeeperError)) throw error;
    }
  }

  private call<T>(spec: CallSpec<T>, options: CallOptions): Promise<T> {
    return this.submit(spec, options, (request) => this.driver.step(request));
  }

  private submit<T>(spec: CallSpec<T>, options: CallOptions, hand: (request: Call) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const { signal } = options;
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const deadlineAtMs = this.driver.nowMs() + (options.deadlineMs ?? this.requestDeadlineMs);
      const request = new Call<T>(spec, deadlineAtMs, resolve, reject);
      if (signal !== undefined) {
        const onAbort = () => {
          this.driver.step({ type: 'abandon', request: request as Call });
          request.fail(signal.reason);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        request.onSettled = () => signal.removeEventListener('abort', onAbort);
      }
      hand(request as Call);
    });
  }

  private server(path: string): string {
    return withChroot(this.chroot, path);
  }

  private strip(path: string): string {
    return withoutChroot(this.chroot, path);
  }
}

function isFinal(state: ClientState): state is ClientState & { name: 'expired' | 'auth-failed' | 'closed' } {
  return state.name === 'expired' || state.name === 'auth-failed' || state.name === 'closed';
}

function finalError(state: { readonly name: 'expired' | 'auth-failed' | 'closed' }): ZooKeeperError {
  if (state.name === 'closed') {
    return new ZooKeeperError(
      ErrorCode.sessionExpired,
      null,
      false,
      'This client was closed. Open a new one.',
    );
  }
  return new ZooKeeperError(state.name === 'expired' ? ErrorCode.sessionExpired : ErrorCode.authFailed);
}

function noConnection(state: ClientState): ZooKeeperError {
  const cause = 'cause' in state && state.cause !== null ? state.cause : 'no server answered';
  const words = `No session could be opened in time: ${cause}. Check the connect string and that a server runs there.`;
  return new ZooKeeperError(ErrorCode.connectionLoss, null, false, words);
}

function surface(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
