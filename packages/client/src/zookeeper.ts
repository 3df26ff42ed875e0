import { type Acl, AddWatchMode, ErrorCode, OpCode, type Stat, WatcherType } from '@vivarium/jute';
import { badArguments, pathFault, versionFault } from './arguments.ts';
import { AbortableCall, Call, type CallOptions, type CallShape } from './call.ts';
import type { ClientState } from './client-state.ts';
import { isWithin, parseConnectString, withChroot, withoutChroot } from './connect-string.ts';
import type { WatchKind, WatchRegistration } from './machine/request.ts';
import {
  type CreateOptions,
  createOp,
  isSequential,
  type MultiReadOp,
  type MultiReadResult,
  multiReadResult,
  multiRequest,
  multiResponse,
  type NodeData,
  toBytes,
  type WireResult,
} from './multi.ts';
import type { AclRead, ChildrenRead, Created, Identity, NodeRead } from './operations.ts';
import * as operations from './operations.ts';
import type {
  ReadOptions,
  Reconfiguration,
  RemovableWatch,
  WatchMode,
  WriteOptions,
  ZooKeeperOptions,
} from './options.ts';
import { SessionDriver } from './session-driver.ts';
import { Transaction } from './transaction.ts';
import { untilConnected } from './until-connected.ts';
import type { WatchCallback } from './watch-event.ts';
import { WatchStream } from './watch-stream.ts';
import { ZooKeeperError } from './zookeeper-error.ts';

const ANY_VERSION = -1;
const CONFIG_PATH = '/zookeeper/config';
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

  /** Throws a TypeError when the connect string cannot be read. Nothing is dialled before `connect` or the first request. */
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
      strip: this.strip,
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

  /** The newest transaction that a reply has told of: whatever this session saw is not newer. */
  get lastZxid(): number {
    return this.driver.machine.lastZxidSeen;
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
    return untilConnected(this, signal, deadlineMs);
  }

  /**
   * Ends the session: its ephemeral nodes are gone when this resolves, unless there was no connection (then
   * they go when the session expires). Never rejects; what is still unanswered fails.
   */
  close({ deadlineMs = 5_000 }: { readonly deadlineMs?: number } = {}): Promise<void> {
    this.closing ??= new Promise<void>((resolve) => {
      const deadlineAtMs = this.deadlineAt(deadlineMs);
      const request = new Call<void>(operations.CLOSE_SESSION, null, null, null, deadlineAtMs, resolve);
      this.driver.step({ type: 'close', request: request as Call });
    }).catch(() => undefined);
    return this.closing;
  }

  // Nodes

  create(path: string, data: NodeData = null, options: CreateOptions & CallOptions = {}): Promise<Created> {
    const { op, body } = createOp(this.server(path), data, options);
    const fault = pathFault(path, isSequential(options.mode));
    if (fault !== null) return Promise.reject(badArguments(path, fault));
    return this.submit(operations.CREATE[op] as CallShape<Created>, path, body, null, options, this.hand);
  }

  delete(path: string, options: WriteOptions = {}): Promise<void> {
    const body = { path: this.server(path), version: options.version ?? ANY_VERSION };
    return this.write(operations.DELETE, path, body, options);
  }

  /** The node's stat, null when it is absent. A watch is kept either way. */
  exists(path: string, options: ReadOptions = {}): Promise<Stat | null> {
    return this.read(operations.EXISTS, path, 'exist', options);
  }

  /** A watch is kept only when the read succeeds. */
  getData(path: string, options: ReadOptions = {}): Promise<NodeRead> {
    return this.read(operations.GET_DATA, path, 'data', options);
  }

  setData(path: string, data: NodeData, options: WriteOptions = {}): Promise<Stat> {
    const body = { path: this.server(path), data: toBytes(data), version: options.version ?? ANY_VERSION };
    return this.write(operations.SET_DATA, path, body, options);
  }

  /** Without the admin right digest ids read `user:x`. */
  getACL(path: string, options: CallOptions = {}): Promise<AclRead> {
    return this.call(operations.GET_ACL, path, { path: this.server(path) }, options);
  }

  /** `version` here is the stat's `aversion`. */
  setACL(path: string, acl: readonly Acl[], options: WriteOptions = {}): Promise<Stat> {
    const body = { path: this.server(path), acl, version: options.version ?? ANY_VERSION };
    return this.write(operations.SET_ACL, path, body, options);
  }

  getChildren(path: string, options: ReadOptions = {}): Promise<ChildrenRead> {
    return this.read(operations.GET_CHILDREN, path, 'child', options);
  }

  /** Brings the server that this client is connected to up to date with the leader. */
  sync(path: string, options: CallOptions = {}): Promise<void> {
    return this.call(operations.SYNC, path, { path: this.server(path) }, options);
  }

  /** Paths of the ephemeral nodes of this session that start with `prefix`. */
  getEphemerals(prefix = '/', options: CallOptions = {}): Promise<string[]> {
    const read = this.call(operations.GET_EPHEMERALS, prefix, { prefixPath: this.server(prefix) }, options);
    // The server compares text: /app asks for what is below /apple too, which is outside of the chroot /app.
    return read.then((paths) => paths.filter((path) => isWithin(this.chroot, path)).map(this.strip));
  }

  /** How many nodes are below `path`, at any depth. */
  getAllChildrenNumber(path: string, options: CallOptions = {}): Promise<number> {
    return this.call(operations.GET_ALL_CHILDREN_NUMBER, path, { path: this.server(path) }, options);
  }

  // The ensemble

  /** The configuration in force, as text, with the stat of its node. No chroot hides it. */
  getConfig(options: ReadOptions = {}): Promise<NodeRead> {
    const watcher = options.watch;
    const watch = watcher === undefined ? null : { kind: 'data' as const, path: CONFIG_PATH, watcher };
    const body = { path: CONFIG_PATH, watch: watch !== null };
    return this.call(operations.GET_DATA, CONFIG_PATH, body, options, watch);
  }

  /** Changes who is a member; resolves with the new configuration once a quorum of it has agreed. */
  reconfigure(change: Reconfiguration, options: CallOptions = {}): Promise<NodeRead> {
    const body = {
      joiningServers: change.joining ?? null,
      leavingServers: change.leaving ?? null,
      newMembers: change.members ?? null,
      curConfigId: change.fromConfig ?? ANY_VERSION,
    };
    return this.call(operations.RECONFIG, null, body, options);
  }

  // Transactions

  /** Several writes that happen together or not at all. */
  multi(): Transaction {
    return new Transaction(
      (path) => this.server(path),
      (shape, body, options) => this.call(shape, null, body, options),
    );
  }

  /** Several reads in one request; each succeeds or fails on its own. */
  multiRead(ops: readonly MultiReadOp[], options: CallOptions = {}): Promise<MultiReadResult[]> {
    for (const { path } of ops) {
      const fault = pathFault(path);
      if (fault !== null) return Promise.reject(badArguments(path, fault));
    }
    const body = ops.map(({ type, path }) => {
      const server = this.server(path);
      return { op: OpCode[type], path: server, body: { path: server, watch: false } };
    });
    const shape: CallShape<MultiReadResult[]> = {
      op: OpCode.multiRead,
      bodyCodec: multiRequest,
      replyCodec: multiResponse,
      finish: (reply: readonly WireResult[]) =>
        reply.map((result, i) => multiReadResult(result, ops[i]?.path ?? '')),
    };
    return this.call(shape, null, body, options);
  }

  // Watches

  /** Sets a watch that stays, for one node or for everything below it, and gives its events in order. */
  async addWatch(path: string, mode: WatchMode, options: CallOptions = {}): Promise<WatchStream> {
    const fault = pathFault(path);
    if (fault !== null) throw badArguments(path, fault);
    const stream = new WatchStream(path, () => this.releaseWatch(path, mode, stream.watch));
    await this.watchWith(path, mode, stream.watch, options);
    return stream;
  }

  /** As `addWatch`, with a callback instead of an iterator. `removeWatches` ends it. */
  watchWith(path: string, mode: WatchMode, watch: WatchCallback, options: CallOptions = {}): Promise<void> {
    const server = this.server(path);
    const body = { path: server, mode: AddWatchMode[mode] };
    const registration = { kind: mode, path: server, watcher: watch };
    return this.call(operations.ADD_WATCH, path, body, options, registration);
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
    const body = { type: 0, scheme, auth: toBytes(auth) };
    return this.submit(operations.ADD_AUTH, null, body, null, options, (request) => {
      this.driver.start();
      this.driver.step({ type: 'addAuth', request });
    });
  }

  /** The identities that the server sees on this connection. Digest shows the user only. */
  whoAmI(options: CallOptions = {}): Promise<Identity[]> {
    return this.call(operations.WHO_AM_I, null, null, options);
  }

  private read<T>(shape: CallShape<T>, path: string, kind: WatchKind, options: ReadOptions): Promise<T> {
    const server = this.server(path);
    const watcher = options.watch;
    const body = { path: server, watch: watcher !== undefined };
    const watch = watcher === undefined ? null : { kind, path: server, watcher };
    return this.call(shape, path, body, options, watch);
  }

  private write<T>(
    shape: CallShape<T>,
    path: string,
    body: { readonly version: number },
    options: CallOptions,
  ): Promise<T> {
    const fault = versionFault(body.version);
    if (fault !== null) return Promise.reject(badArguments(path, fault));
    return this.call(shape, path, body, options);
  }

  /** Servers before 3.9 know no types for persistent watches: there, only "any" takes them away. */
  private async removeAtServer(path: string, type: RemovableWatch, options: CallOptions): Promise<void> {
    const remove = (wireType: number) =>
      this.call(operations.REMOVE_WATCHES, path, { path: this.server(path), type: wireType }, options);
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

  private call<T>(
    shape: CallShape<T>,
    path: string | null,
    body: unknown,
    options: CallOptions,
    watch: WatchRegistration | null = null,
  ): Promise<T> {
    const fault = path === null ? null : pathFault(path);
    if (fault !== null) return Promise.reject(badArguments(path, fault));
    return this.submit(shape, path, body, watch, options, this.hand);
  }

  private readonly hand = (request: Call): void => {
    // Without this a request made before `connect` would wait for ever: time passes only once dialling has begun.
    this.driver.start();
    this.driver.step(request);
  };

  private submit<T>(
    shape: CallShape<T>,
    path: string | null,
    body: unknown,
    watch: WatchRegistration | null,
    options: CallOptions,
    hand: (request: Call) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const { signal } = options;
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const deadlineAtMs = this.deadlineAt(options.deadlineMs ?? this.requestDeadlineMs);
      if (signal === undefined) {
        hand(new Call<T>(shape, path, body, watch, deadlineAtMs, resolve) as Call);
        return;
      }
      const request = new AbortableCall<T>(shape, path, body, watch, deadlineAtMs, resolve) as AbortableCall;
      request.heed(signal, () => {
        this.driver.step({ type: 'abandon', request });
        request.fail(this.driver.turn, signal.reason);
      });
      hand(request);
    });
  }

  /** Whole milliseconds: a fraction would take an object of its own in every request. */
  private deadlineAt(deadlineMs: number): number {
    return Math.ceil(this.driver.nowMs() + deadlineMs);
  }

  private server(path: string): string {
    return withChroot(this.chroot, path);
  }

  private readonly strip = (path: string): string => withoutChroot(this.chroot, path);
}

function surface(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
