import {
  type Acl,
  ByteWriter,
  forwardedRequest,
  learnerInfo,
  makeZxid,
  OpCode,
  PacketType,
  quorumPacket,
  type SessionId,
  touchedSession,
  txnHeader,
  type Zxid,
} from '@vivarium/jute';
import { SnapshotWriter } from '../../src/log/snapshot-writer.ts';
import { writeNotification } from '../../src/quorum/election/notification.ts';
import { SNAPSHOT_SIGNATURE } from '../../src/quorum/zab/packets.ts';
import { DataTree } from '../../src/tree/data-tree.ts';
import { type TxnBody, writeTxn } from '../../src/tree/txn.ts';
import { encode } from '../member/dialogue.ts';
import type { Random } from './random.ts';

const OPEN: readonly Acl[] = [{ perms: 31, scheme: 'world', id: 'anyone' }];
const HOSTILE_I32 = [0, 1, -1, -2, 0x7fffffff, -0x80000000, 0x100000, 0x100001, 1024, 255, 4];
const HOSTILE_I64 = [0, -1, -2, 1, 2 ** 32, 2 ** 53, 2 ** 62, -(2 ** 63), 2 ** 52, 2 ** 53 - 1];
const SIDS = [1, 2, 3, 4, 9, 0, -1, 255, 1_000_000, 2 ** 40, -(2 ** 63)];
/** As learners: of the voters only one is impersonated, for whoever is a quorum decides. */
const LEARNER_SIDS = [1, 3, 4, 9, 0, -1, 255, 1_000_000, 2 ** 40, -(2 ** 63)];
const OPS = [-11, -10, 0, 1, 2, 3, 5, 6, 7, 9, 13, 14, 15, 16, 19, 20, 21, 99, 100, 101, 102, 0x7fffffff];
const PATHS = [
  '/',
  '',
  '/a',
  '/a/b',
  'x',
  '/zookeeper',
  '/zookeeper/config',
  '/zookeeper/quota',
  '//',
  '/a/',
];
const GREETINGS = [-65536, -65535, -65534, -1, 7];
const ADDRESSES = ['10.9.9.9:3888', '[::1]:3888', 'nowhere', '1.1.1.1:99999999', '', 'a:1|b:2'];
const GARBAGE_MAX = 300;
const TYPES = Object.values(PacketType);

/** A number that a peer might send for a zxid: near those of now, or far off. */
export function anyZxid(random: Random, epoch: number, last: number): Zxid {
  if (random.oneIn(4)) return random.pick(HOSTILE_I64) as Zxid;
  if (random.oneIn(4)) return makeZxid(random.below(epoch + 4), random.below(5));
  return (last + random.below(6) - 2) as Zxid;
}

export function garbage(random: Random): Uint8Array {
  return Uint8Array.from({ length: 1 + random.below(GARBAGE_MAX) }, () => random.below(256));
}

/** Changes what is sound: one number, a few bytes, the end. */
export function mutate(random: Random, sound: Uint8Array): Uint8Array {
  const bytes = sound.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dice = random.below(10);
  if (dice < 3 && bytes.length >= 4) {
    view.setInt32(random.below(bytes.length - 3), random.pick(HOSTILE_I32));
  } else if (dice < 5 && bytes.length > 0) {
    bytes[random.below(bytes.length)] = random.below(256);
  } else if (dice === 5) return bytes.slice(0, random.below(bytes.length + 1));
  else if (dice === 6) {
    const twice = new Uint8Array(bytes.length * 2);
    twice.set(bytes);
    twice.set(bytes, bytes.length);
    return twice;
  } else if (dice === 7) return garbage(random);
  return bytes;
}

function packetBytes(type: number, zxid: number, data: Uint8Array | null, random: Random): Uint8Array {
  const authinfo = random.oneIn(20)
    ? Array.from({ length: random.below(40) }, (_, i) => ({ scheme: 'digest', id: `${i}`.repeat(50) }))
    : null;
  return encode(quorumPacket, { type, zxid: zxid as Zxid, data, authinfo });
}

function anyBody(random: Random): TxnBody {
  const path = random.pick(PATHS);
  const data = random.oneIn(4) ? null : new Uint8Array(random.below(50));
  switch (random.below(9)) {
    case 0:
      return { type: OpCode.createSession, timeoutMs: random.pick(HOSTILE_I32) };
    case 1:
      return { type: OpCode.closeSession, paths2Delete: random.oneIn(3) ? null : [path, '/a'] };
    case 2:
      return { type: OpCode.setData, path, data, version: random.below(5) };
    case 3:
      return { type: OpCode.delete, path };
    case 4:
      return { type: OpCode.setACL, path, acl: random.oneIn(3) ? [] : [...OPEN], version: 1 };
    case 5:
      return {
        type: OpCode.createTTL,
        path,
        data,
        acl: [...OPEN],
        parentCVersion: 1,
        ttlMs: random.pick(HOSTILE_I64),
      };
    case 6:
      return { type: OpCode.error, err: random.pick(HOSTILE_I32) };
    case 7:
      return { type: OpCode.multi, ops: [{ type: OpCode.check, path, version: 0 }] };
    default:
      return {
        type: OpCode.create,
        path,
        data,
        acl: [...OPEN],
        ephemeral: random.oneIn(2),
        parentCVersion: random.below(9),
      };
  }
}

/** A transaction as a proposal carries it, under this zxid or now and then another. */
export function entry(random: Random, zxid: Zxid): Uint8Array {
  const writer = new ByteWriter();
  const body = anyBody(random);
  const sessionId = BigInt(random.below(4)) as SessionId;
  txnHeader.write(writer, {
    sessionId,
    cxid: random.below(5),
    zxid: random.oneIn(20) ? ((zxid + 1) as Zxid) : zxid,
    timeMs: 1,
    type: random.oneIn(30) ? random.pick(OPS) : body.type,
  });
  writeTxn(writer, body);
  return writer.copy();
}

/** What a learner might say: a greeting of whoever, and all that follows. */
export function learnerPacket(random: Random, epoch: number, last: number): Uint8Array {
  const zxid = anyZxid(random, epoch, last);
  switch (random.below(9)) {
    case 0:
    case 1: {
      const type = random.oneIn(2) ? PacketType.followerInfo : PacketType.observerInfo;
      const info = encode(learnerInfo, {
        sid: random.pick(LEARNER_SIDS),
        protocolVersion: random.oneIn(5) ? random.pick(HOSTILE_I32) : 0x10000,
        configVersion: random.oneIn(5) ? random.pick(HOSTILE_I64) : 0,
      });
      const cut = random.oneIn(5) ? info.slice(0, random.below(info.length)) : info;
      return packetBytes(type, zxid, cut, random);
    }
    case 2: {
      const body = new ByteWriter(4);
      body.i32(random.oneIn(3) ? random.pick(HOSTILE_I32) : random.below(epoch + 1));
      return packetBytes(PacketType.ackEpoch, zxid, random.oneIn(9) ? null : body.copy(), random);
    }
    case 3:
      return packetBytes(PacketType.ack, random.oneIn(2) ? makeZxid(epoch, 0) : zxid, null, random);
    case 4: {
      const body = new ByteWriter();
      const sessionId = BigInt(random.below(5)) as SessionId;
      const head = { sessionId, cxid: random.below(4), type: random.pick(OPS) };
      forwardedRequest.write(body, head);
      body.string(random.pick(PATHS));
      body.raw(garbage(random));
      return packetBytes(PacketType.request, zxid, body.copy(), random);
    }
    case 5: {
      const sessionId = BigInt(random.below(5)) as SessionId;
      const touched = encode(touchedSession, { sessionId, timeoutMs: random.pick(HOSTILE_I32) });
      const type = random.oneIn(2) ? PacketType.ping : PacketType.revalidate;
      return packetBytes(type, zxid, random.oneIn(5) ? touched.slice(0, random.below(12)) : touched, random);
    }
    default:
      return packetBytes(random.pick(TYPES), zxid, random.oneIn(2) ? null : garbage(random), random);
  }
}

/** What a leader might say after its learner is in step with it. */
export function leaderPacket(random: Random, epoch: number, last: number): Uint8Array {
  const next = (last + 1) as Zxid;
  const zxid = random.oneIn(3) ? anyZxid(random, epoch, last) : next;
  switch (random.below(8)) {
    case 0:
    case 1:
      return packetBytes(PacketType.proposal, zxid, entry(random, zxid), random);
    case 2:
      return packetBytes(PacketType.commit, random.oneIn(2) ? last : zxid, null, random);
    case 3:
      return packetBytes(PacketType.inform, zxid, entry(random, zxid), random);
    case 4:
      return packetBytes(PacketType.ping, zxid, null, random);
    case 5:
      return packetBytes(PacketType.revalidate, zxid, garbage(random), random);
    case 6:
      return packetBytes(PacketType.sync, zxid, null, random);
    default:
      return packetBytes(random.pick(TYPES), zxid, random.oneIn(2) ? null : garbage(random), random);
  }
}

export function leaderSays(random: Random, type: number, zxid: number, data: Uint8Array | null = null) {
  return packetBytes(type, zxid, data, random);
}

/** The body of a SNAP: a small tree, its sessions, and the signature. */
export function snapshotBody(random: Random, zxid: Zxid): Uint8Array {
  const tree = new DataTree();
  for (let i = random.below(6); i > 0; i--) {
    tree.create(`/n${i}`, garbage(random), OPEN, 0n, -1, zxid, 1);
  }
  const sessions = random.oneIn(2) ? [{ sessionId: 1n as SessionId, timeoutMs: 4_000 }] : [];
  const writer = new SnapshotWriter(tree, sessions, zxid, { framing: 'stream' });
  const body = new ByteWriter();
  for (let last = false; !last; ) {
    const piece = writer.next(1 << 20);
    body.raw(piece.bytes);
    last = piece.last;
  }
  body.string(random.oneIn(20) ? 'BenWasNotHere' : SNAPSHOT_SIGNATURE);
  return body.copy();
}

/** The first words on the election port. */
export function greeting(random: Random, sid: number): Uint8Array {
  const writer = new ByteWriter();
  if (random.oneIn(6)) {
    writer.i64(sid);
    return writer.copy();
  }
  writer.i64(random.oneIn(5) ? random.pick(GREETINGS) : -65536);
  writer.i64(sid);
  if (random.oneIn(10)) writer.i32(random.pick(HOSTILE_I32));
  else writer.string(random.oneIn(3) ? random.pick(ADDRESSES) : '127.0.0.1:3888');
  return writer.copy();
}

export function anySid(random: Random): number {
  return random.oneIn(3) ? 100 + random.below(1_000_000) : random.pick(SIDS);
}

/** A message of the election port in its frame. */
export function notificationFrame(random: Random, epoch: number, last: number): Uint8Array {
  const states = ['looking', 'following', 'leading', 'observing'] as const;
  const bytes = writeNotification({
    state: random.pick(states),
    leader: random.pick(SIDS),
    zxid: anyZxid(random, epoch, last),
    peerEpoch: random.oneIn(4) ? random.pick(HOSTILE_I64) : random.below(epoch + 3),
    round: random.oneIn(4) ? random.pick(HOSTILE_I64) : random.below(9),
    version: random.below(3),
    config: random.oneIn(4) ? 'x'.repeat(random.below(5_000)) : 'version=0',
  });
  const writer = new ByteWriter(bytes.length + 4);
  if (random.oneIn(12)) {
    writer.i32(random.pick(HOSTILE_I32));
    writer.raw(bytes);
  } else writer.buffer(bytes);
  return writer.copy();
}

/** What a settled member says of its leader. */
export function soundNotification(
  state: 'leading' | 'following',
  leader: number,
  zxid: Zxid,
  peerEpoch: number,
): Uint8Array {
  const vote = { leader, zxid, peerEpoch };
  const bytes = writeNotification({ state, round: 1, version: 2, config: 'version=0', ...vote });
  const writer = new ByteWriter(bytes.length + 4);
  writer.buffer(bytes);
  return writer.copy();
}

export function soundGreeting(sid: number): Uint8Array {
  const writer = new ByteWriter();
  writer.i64(-65536);
  writer.i64(sid);
  writer.string('127.0.0.1:3888');
  return writer.copy();
}
