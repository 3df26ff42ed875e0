import {
  type Acl,
  addWatchRequest,
  authPacket,
  ByteWriter,
  checkVersionRequest,
  connectRequest,
  createRequest,
  createTtlRequest,
  deleteRequest,
  getEphemeralsRequest,
  multiHeader,
  OpCode,
  pathRecord,
  reconfigRequest,
  type SessionId,
  saslToken,
  setAclRequest,
  setDataRequest,
  setWatches2Request,
  setWatchesRequest,
  watchedRequest,
  watcherTypeRequest,
  type Zxid,
} from '@vivarium/jute';
import type { Random } from './random.ts';

const PATHS = [
  '/',
  '',
  '/a',
  '/a/b',
  '/a/b/c',
  '/d',
  '/d-',
  '/a/',
  '/é水',
  'x',
  '//',
  '/a/..',
  '/zookeeper',
  '/neighbour',
  '/neighbour/own',
];
const QUOTA_PATHS = [
  '/zookeeper/quota/a/zookeeper_limits',
  '/zookeeper/quota/a/zookeeper_stats',
  '/zookeeper/quota/a',
];
const ACLS: readonly (readonly Acl[])[] = [
  [{ perms: 31, scheme: 'world', id: 'anyone' }],
  [{ perms: 31, scheme: 'auth', id: '' }],
  [{ perms: 31, scheme: 'digest', id: 'u:p' }],
  [{ perms: 1, scheme: 'ip', id: '127.0.0.0/8' }],
  [],
];
/** Values that a length, a count or a number in a request is changed to. */
const HOSTILE = [0, 1, -1, -2, 0x7fffffff, -0x80000000, 0xfffff, 0x100000, 0x10000, 255, 4, 0x01000000];
const UNKNOWN_OPS = [0, 10, 13, 20, 23, 99, 108, -1, -10, -11, -12, 0x7fffffff, -0x80000000];

type Write = (writer: ByteWriter, random: Random) => void;

function path(random: Random): string {
  return random.oneIn(12) ? random.pick(QUOTA_PATHS) : random.pick(PATHS);
}

function data(random: Random): Uint8Array | null {
  return random.oneIn(8) ? null : new Uint8Array(random.pick([0, 1, 10, 100, 1000])).fill(random.below(256));
}

function acl(random: Random): Acl[] {
  return [...random.pick(ACLS)];
}

function paths(random: Random): string[] {
  return Array.from({ length: random.below(4) }, () => path(random));
}

const create: Write = (w, r) =>
  createRequest.write(w, { path: path(r), data: data(r), acl: acl(r), flags: r.below(8) });
const watched: Write = (w, r) => watchedRequest.write(w, { path: path(r), watch: r.oneIn(2) });
const onlyPath: Write = (w, r) => pathRecord.write(w, { path: path(r) });
const nothing: Write = () => undefined;
const version = (r: Random) => r.below(5) - 2;
const watcherType: Write = (w, r) => watcherTypeRequest.write(w, { path: path(r), type: r.below(7) });

const setWatchesFields = (r: Random) => ({
  relativeZxid: r.below(1000) as Zxid,
  dataWatches: paths(r),
  existWatches: paths(r),
  childWatches: paths(r),
});

const multi: Write = (w, r) => {
  for (let left = r.below(6); left > 0; left--) {
    const [type, body] = r.pick(IN_MULTI);
    multiHeader.write(w, { type, done: false, err: -1 });
    body(w, r);
  }
  multiHeader.write(w, { type: -1, done: true, err: -1 });
};

/** Every operation of the client port with a sound body. */
const OPERATIONS: readonly (readonly [number, Write])[] = [
  [OpCode.create, create],
  [OpCode.create2, create],
  [OpCode.createContainer, create],
  [
    OpCode.createTTL,
    (w, r) =>
      createTtlRequest.write(w, {
        path: path(r),
        data: data(r),
        acl: acl(r),
        flags: 5 + r.below(2),
        ttlMs: r.pick([-1, 0, 1, 2 ** 40, 1000]),
      }),
  ],
  [OpCode.delete, (w, r) => deleteRequest.write(w, { path: path(r), version: version(r) })],
  [OpCode.setData, (w, r) => setDataRequest.write(w, { path: path(r), data: data(r), version: version(r) })],
  [OpCode.setACL, (w, r) => setAclRequest.write(w, { path: path(r), acl: acl(r), version: version(r) })],
  [OpCode.check, (w, r) => checkVersionRequest.write(w, { path: path(r), version: version(r) })],
  [OpCode.exists, watched],
  [OpCode.getData, watched],
  [OpCode.getChildren, watched],
  [OpCode.getChildren2, watched],
  [OpCode.getACL, onlyPath],
  [OpCode.sync, onlyPath],
  [OpCode.getAllChildrenNumber, onlyPath],
  [OpCode.multi, multi],
  [OpCode.multi, multi],
  [OpCode.multiRead, multi],
  [
    OpCode.reconfig,
    (w) =>
      reconfigRequest.write(w, {
        joiningServers: 'x',
        leavingServers: null,
        newMembers: '',
        curConfigId: -1,
      }),
  ],
  [OpCode.checkWatches, watcherType],
  [OpCode.removeWatches, watcherType],
  [OpCode.addWatch, (w, r) => addWatchRequest.write(w, { path: path(r), mode: r.below(4) - 1 })],
  [OpCode.setWatches, (w, r) => setWatchesRequest.write(w, setWatchesFields(r))],
  [
    OpCode.setWatches2,
    (w, r) =>
      setWatches2Request.write(w, {
        ...setWatchesFields(r),
        persistentWatches: paths(r),
        persistentRecursiveWatches: paths(r),
      }),
  ],
  [
    OpCode.auth,
    (w, r) =>
      authPacket.write(w, {
        type: 0,
        scheme: r.oneIn(40) ? 'nosuch' : r.pick(['digest', 'ip']),
        auth: new Uint8Array([117, 58, r.below(256)]),
      }),
  ],
  [OpCode.sasl, (w, r) => saslToken.write(w, { token: data(r) })],
  [OpCode.getEphemerals, (w, r) => getEphemeralsRequest.write(w, { prefixPath: path(r) })],
  [OpCode.whoAmI, nothing],
  [OpCode.ping, nothing],
];
const CLOSE_SESSION: readonly [number, Write] = [OpCode.closeSession, nothing];
const IN_MULTI = OPERATIONS.filter(([type]) => type !== OpCode.multi && type !== OpCode.multiRead);

/** Appends the frame of a sound request. */
function soundRequest(writer: ByteWriter, random: Random): void {
  const at = writer.skipI32();
  writer.i32(random.oneIn(10) ? random.pick(HOSTILE) : random.below(1000));
  const [type, body] = random.oneIn(300) ? CLOSE_SESSION : random.pick(OPERATIONS);
  writer.i32(random.oneIn(500) ? random.pick(UNKNOWN_OPS) : type);
  body(writer, random);
  writer.putI32(at, writer.length - at - 4);
}

/** Changes the frame that begins at `start`: bytes, numbers, its end, its length, its order. */
function mutate(writer: ByteWriter, start: number, random: Random): void {
  const length = writer.length - start;
  // Mostly in the body: an operation that is none ends the connection, and the storm's next frames with it.
  const head = random.oneIn(24) || length <= HEAD_BYTES ? 4 : HEAD_BYTES;
  const somewhere = () => start + head + random.below(Math.max(length - head, 1));
  switch (random.below(7)) {
    case 0:
      writer.bytes[somewhere()] = random.below(256);
      break;
    case 1:
      writer.reserve(4);
      writer.putI32(Math.min(somewhere(), writer.length - 4), random.pick(HOSTILE));
      break;
    case 2:
      // Cut, with a length that says so.
      writer.length = start + Math.min(head, length) + random.below(Math.max(length - head, 1));
      writer.putI32(start, writer.length - start - 4);
      break;
    case 3:
      // A length that lies by a little: what follows is out of step.
      if (random.oneIn(24)) writer.putI32(start, length - 4 + random.below(9) - 4);
      break;
    case 4:
      if (random.oneIn(64)) writer.putI32(start, random.pick(HOSTILE));
      else writer.bytes[somewhere()] = 0xff;
      break;
    case 5:
      for (let flips = random.below(8); flips >= 0; flips--) {
        const at = somewhere();
        writer.bytes[at] = (writer.bytes[at] as number) ^ (1 << random.below(8));
      }
      break;
    case 6:
      // Bytes after the record.
      for (let more = random.below(20); more > 0; more--) writer.u8(random.below(256));
      writer.putI32(start, writer.length - start - 4);
      break;
  }
}

const MUTATED_IN_TEN = 6;
/** Length, xid and operation. */
const HEAD_BYTES = 12;

/** Appends one frame: sound, or sound and then changed, once or more. */
export function appendFrame(writer: ByteWriter, random: Random): void {
  const start = writer.length;
  soundRequest(writer, random);
  if (random.below(10) >= MUTATED_IN_TEN) return;
  do mutate(writer, start, random);
  while (writer.length - start > 8 && random.oneIn(3));
}

/** A ConnectRequest, mostly one that opens a session. */
export function handshake(random: Random): Uint8Array {
  const writer = new ByteWriter();
  const at = writer.skipI32();
  connectRequest.write(writer, {
    protocolVersion: random.oneIn(20) ? random.pick(HOSTILE) : 0,
    lastZxidSeen: random.oneIn(20) ? 2 ** 50 : 0,
    timeoutMs: random.oneIn(10) ? random.pick(HOSTILE) : 10_000,
    sessionId: (random.oneIn(20) ? BigInt(random.below(1 << 30)) : 0n) as SessionId,
    password: random.oneIn(20) ? null : new Uint8Array(16),
  });
  if (!random.oneIn(4)) writer.bool(random.oneIn(2));
  writer.putI32(at, writer.length - 4);
  if (random.oneIn(8)) mutate(writer, 0, random);
  if (random.oneIn(50))
    return new TextEncoder().encode(random.pick(['ruok', 'mntr', 'stat', 'GET ', 'zzzz']));
  return writer.copy();
}
