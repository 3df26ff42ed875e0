import {
  addWatchRequest,
  authPacket,
  ByteReader,
  ByteWriter,
  type Codec,
  connectRequest,
  connectResponse,
  createRequest,
  deleteRequest,
  ErrorCode,
  EventType,
  hex64,
  OpCode,
  type SessionId,
  type Stat,
  setWatches2Request,
  setWatchesRequest,
  watchedRequest,
  watcherEvent,
  Xid,
  type Zxid,
} from '@vivarium/jute';
import { ConnectionMachine } from '../../src/machine/connection-machine.ts';
import { MachineOutbox } from '../../src/machine/dialogue.ts';
import { type Endpoint, HostList } from '../../src/machine/host-list.ts';
import type { MachineLimits } from '../../src/machine/limits.ts';
import type { Request, WatchRegistration } from '../../src/machine/request.ts';
import * as operations from '../../src/operations.ts';
import { explain } from '../../src/zookeeper-error.ts';

export interface NamedRequest extends Request {
  readonly label: string;
}

export const LIMITS: MachineLimits = {
  sessionTimeoutMs: 6_000,
  acceptReadOnly: false,
  maxReplyBytes: 1024 * 1024,
  maxRequestBytes: 1024 * 1024,
  maxOutstanding: 1_000,
};

export const ZERO_STAT: Stat = {
  czxid: 0 as Zxid,
  mzxid: 0 as Zxid,
  ctime: 0,
  mtime: 0,
  version: 0,
  cversion: 0,
  aversion: 0,
  ephemeralOwner: 0n as SessionId,
  dataLength: 0,
  numChildren: 0,
  pzxid: 0 as Zxid,
};

const OP_NAMES = new Map<number, string>(Object.entries(OpCode).map(([name, op]) => [op, name]));
const EVENT_NAMES = new Map<number, string>(Object.entries(EventType).map(([name, type]) => [type, name]));

/** Frame around whatever `write` appends. */
export function frame(write: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter();
  const start = out.skipI32();
  write(out);
  out.putI32(start, out.length - start - 4);
  return out.copy();
}

/** What a server says, byte by byte. */
export const server = {
  accept: (session: bigint, timeoutMs: number, readOnly = false) =>
    frame((out) => {
      const password = new Uint8Array(16).fill(7);
      connectResponse.write(out, {
        protocolVersion: 0,
        timeoutMs,
        sessionId: session as SessionId,
        password,
      });
      out.bool(readOnly);
    }),
  reply: (xid: number, op: number, zxid: number, err: number) =>
    frame((out) => {
      out.i32(xid);
      out.i64(zxid);
      out.i32(err);
      if (err === 0) replyBody(out, op);
    }),
  event: (name: keyof typeof EventType, path: string, zxid = -1) =>
    frame((out) => {
      out.i32(Xid.notification);
      out.i64(zxid);
      out.i32(0);
      watcherEvent.write(out, { type: EventType[name], state: 3, path });
    }),
};

function replyBody(out: ByteWriter, op: number): void {
  const body: Partial<Record<number, [Codec<unknown>, unknown]>> = {
    [OpCode.getData]: [
      operations.GET_DATA.replyCodec as Codec<unknown>,
      { data: new Uint8Array([1]), stat: ZERO_STAT },
    ],
    [OpCode.exists]: [operations.EXISTS.replyCodec as Codec<unknown>, { stat: ZERO_STAT }],
    [OpCode.getChildren2]: [
      operations.GET_CHILDREN.replyCodec as Codec<unknown>,
      { children: ['c'], stat: ZERO_STAT },
    ],
    [OpCode.create2]: [
      operations.CREATE[OpCode.create2]?.replyCodec as Codec<unknown>,
      { path: '/made', stat: ZERO_STAT },
    ],
    [OpCode.addWatch]: [operations.REMOVE_WATCHES.bodyCodec as Codec<unknown>, { path: '', type: 0 }],
  };
  const found = body[op];
  if (found !== undefined) found[0].write(out, found[1]);
}

const WATCH_LISTS = {
  data: 'dataWatches',
  exist: 'existWatches',
  child: 'childWatches',
  persistent: 'persistentWatches',
  recursive: 'persistentRecursiveWatches',
} as const;

const BODIES: Partial<Record<number, Codec<{ path: string }>>> = {
  [OpCode.getData]: watchedRequest as Codec<{ path: string }>,
  [OpCode.exists]: watchedRequest as Codec<{ path: string }>,
  [OpCode.getChildren2]: watchedRequest as Codec<{ path: string }>,
  [OpCode.create2]: createRequest as Codec<{ path: string }>,
  [OpCode.delete]: deleteRequest as Codec<{ path: string }>,
  [OpCode.addWatch]: addWatchRequest as Codec<{ path: string }>,
};

/** A machine with hands: what it sends is read back, what it delivers becomes lines of text. */
export class Rig {
  readonly machine: ConnectionMachine<NamedRequest>;
  readonly lines: string[] = [];
  /** Ops by xid of what went out on the present connection. */
  readonly sent = new Map<number, number>();
  readonly everSent: string[] = [];
  readonly settled: NamedRequest[] = [];
  nowMs = 0;
  private readonly outbox = new MachineOutbox<NamedRequest>();
  private greeting = false;

  constructor(hosts: readonly Endpoint[], limits: Partial<MachineLimits> = {}) {
    // 0.999… keeps the order of the hosts and waits the full back-off.
    this.machine = new ConnectionMachine(new HostList(hosts, () => 0.999999), { ...LIMITS, ...limits });
  }

  step(input: Parameters<ConnectionMachine<NamedRequest>['step']>[0]): void {
    this.machine.step(input, this.outbox);
    this.collect();
  }

  /** Time passes in steps of 100 ms. */
  pass(ms: number): void {
    for (const end = this.nowMs + ms; this.nowMs < end; ) {
      this.nowMs += Math.min(100, end - this.nowMs);
      this.step({ type: 'tick', nowMs: this.nowMs });
    }
  }

  private collect(): void {
    const { outbox, machine, lines } = this;
    if (outbox.hangUp !== null) lines.push(`hang up: ${outbox.hangUp}`);
    for (const delivery of outbox.deliveries) lines.push(this.describe(delivery));
    if (outbox.dial !== null) {
      lines.push(`dial ${outbox.dial.host}:${outbox.dial.port}`);
      this.sent.clear();
      this.greeting = true;
    }
    if (outbox.probe !== null) lines.push(`probe ${outbox.probe.host}:${outbox.probe.port}`);
    outbox.probe = null;
    outbox.deliveries = [];
    outbox.hangUp = null;
    outbox.dial = null;
    this.readSent(machine.outgoing.copy());
    machine.outgoing.reset();
  }

  private describe(delivery: MachineOutbox<NamedRequest>['deliveries'][number]): string {
    switch (delivery.type) {
      case 'request': {
        this.settled.push(delivery);
        const unknown =
          delivery.err === ErrorCode.connectionLoss && delivery.xid !== 0 ? ' (outcome unknown)' : '';
        const how = delivery.err === 0 ? 'ok' : explain(delivery.err).codeName + unknown;
        return `settled ${delivery.label}: ${how}`;
      }
      case 'state': {
        const { name, ...facts } = delivery.state;
        const { server: at, ...rest } = { server: null, ...facts } as { server: Endpoint | null };
        const words = Object.entries(rest).map(([key, value]) => ` ${key}=${value}`);
        return `state ${name}${words.join('')}${at === null ? '' : ` server=${at.host}:${at.port}`}`;
      }
      case 'watchEvent': {
        const { eventType, path, zxid, watchers } = delivery;
        return `event ${EVENT_NAMES.get(eventType)} ${path} zxid=${zxid} -> ${names(watchers)}`;
      }
      case 'watchNotice':
        return `notice ${delivery.notice} -> ${names(delivery.watchers)}`;
    }
  }

  private readSent(bytes: Uint8Array): void {
    const reader = new ByteReader(bytes);
    while (reader.remaining() > 0) {
      const end = reader.i32() + reader.offset;
      const line = this.greeting ? this.readGreeting(reader) : this.readRequest(reader);
      this.greeting = false;
      if (reader.offset !== end) throw new Error(`${line} ends at ${reader.offset}, its frame at ${end}`);
      this.lines.push(`send ${line}`);
      this.everSent.push(line);
    }
  }

  private readGreeting(reader: ByteReader): string {
    const { sessionId, lastZxidSeen, timeoutMs, password } = connectRequest.read(reader);
    const known = password?.[0] === 7 ? 'known' : 'zeros';
    const readOnly = reader.bool();
    const zxid = hex64(lastZxidSeen);
    return `connect session=${hex64(sessionId)} password=${known} timeout=${timeoutMs} zxid=${zxid} readOnly=${readOnly}`;
  }

  private readRequest(reader: ByteReader): string {
    const xid = reader.i32();
    const op = reader.i32();
    const name = OP_NAMES.get(op) ?? `op ${op}`;
    if (xid > 0) this.sent.set(xid, op);
    if (op === OpCode.setWatches || op === OpCode.setWatches2) {
      const body =
        op === OpCode.setWatches ? setWatchesRequest.read(reader) : setWatches2Request.read(reader);
      const lists = Object.entries(WATCH_LISTS).flatMap(([kind, list]) => {
        const paths = (body as unknown as Record<string, string[] | undefined>)[list] ?? [];
        return paths.length === 0 ? [] : [` ${kind}=${paths.join(',')}`];
      });
      return `${name} zxid=${body.relativeZxid}${lists.join('')}`;
    }
    if (op === OpCode.auth) {
      const { scheme } = authPacket.read(reader);
      return `auth ${scheme}`;
    }
    const body = BODIES[op]?.read(reader);
    const head = xid > 0 ? `${xid} ${name}` : name;
    return body === undefined ? head : `${head} ${body.path}`;
  }
}

function names(watchers: readonly object[]): string {
  return watchers.map((watcher) => (watcher as { name: string }).name).join(',');
}

export function request(
  label: string,
  shape: Request['shape'],
  body: unknown,
  watch: WatchRegistration | null = null,
  deadlineAtMs = Number.POSITIVE_INFINITY,
): NamedRequest {
  return {
    type: 'request',
    label,
    shape,
    body,
    watch,
    deadlineAtMs,
    phase: 'new',
    xid: 0,
    err: 0,
  };
}

const READS = { getData: 'data', exists: 'exist', getChildren: 'child' } as const;
const SHAPES = {
  getData: operations.GET_DATA,
  exists: operations.EXISTS,
  getChildren: operations.GET_CHILDREN,
} as const;

/** The request of a line such as `getData /a watch=w1 deadline=500`, or null when it is none. */
export function requestOf(line: string, nowMs: number): NamedRequest | null {
  const [verb = '', path = '', ...rest] = line.split(' ');
  const named = Object.fromEntries(rest.map((word) => word.split('=') as [string, string]));
  const deadline = named.deadline === undefined ? Number.POSITIVE_INFINITY : nowMs + Number(named.deadline);
  const label = `${verb} ${path}`;
  if (verb === 'getData' || verb === 'exists' || verb === 'getChildren') {
    const watch =
      named.watch === undefined ? null : { kind: READS[verb], path, watcher: watcherNamed(named.watch) };
    return request(label, SHAPES[verb], { path, watch: watch !== null }, watch, deadline);
  }
  if (verb === 'create') {
    const body = { path, data: null, acl: [], flags: 0 };
    return request(label, operations.CREATE[OpCode.create2] as Request['shape'], body, null, deadline);
  }
  if (verb === 'delete') return request(label, operations.DELETE, { path, version: -1 }, null, deadline);
  if (verb === 'addWatch') {
    const kind = named.mode === 'recursive' ? 'persistentRecursive' : 'persistent';
    const watch = { kind, path, watcher: watcherNamed(named.watch ?? 'w') } as const;
    const mode = kind === 'persistentRecursive' ? 1 : 0;
    return request(label, operations.ADD_WATCH, { path, mode }, watch, deadline);
  }
  return null;
}

const watchers = new Map<string, { name: string }>();

/** The same object for the same name. */
export function watcherNamed(name: string): { name: string } {
  const found = watchers.get(name) ?? { name };
  watchers.set(name, found);
  return found;
}
