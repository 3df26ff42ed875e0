import {
  ByteReader,
  ByteWriter,
  epochOf,
  makeZxid,
  PacketType,
  quorumPacket,
  ZERO_ZXID,
  type Zxid,
} from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { ObserverTap } from '../../src/index.ts';

const SID = 2 ** 40;
const AT = { monotonicMs: 0, wallMs: 0 };

/** A tap and what it says, step by step; the test is the leader. */
function tapped(refusal: string | null = null) {
  const said: string[] = [];
  const told: string[] = [];
  const tap = new ObserverTap(SID, ZERO_ZXID, 1024, 1, AT, {
    send: (bytes) => said.push(wordsOf(bytes)),
    committed: (zxid, entry) => told.push(`committed ${zxid} ${entry.length}`),
    refusal: () => refusal,
    copying: (zxid) => told.push(`copying ${zxid}`),
    replaced: ({ lastZxid }) => told.push(`replaced ${lastZxid}`),
    configured: (text) => told.push(`configured ${new TextDecoder().decode(text)}`),
    established: (epoch) => told.push(`established ${epoch}`),
  });
  const hear = (type: number, zxid: number, data: Uint8Array | null = null): string[] => {
    const writer = new ByteWriter();
    quorumPacket.write(writer, { type, zxid: zxid as Zxid, data, authinfo: null });
    tap.received(writer.copy(), AT);
    return said.splice(0);
  };
  return { tap, hear, said, told };
}

function wordsOf(bytes: Uint8Array): string {
  const { type, zxid, data } = quorumPacket.read(new ByteReader(bytes));
  const [name] = Object.entries(PacketType).find(([, value]) => value === type) ?? ['?'];
  const where = zxid < 0 ? String(zxid) : `${epochOf(zxid)}:${zxid % 2 ** 32}`;
  return `${name} ${where} ${Buffer.from(data ?? []).toString('hex')}`.trim();
}

const EPOCH = makeZxid(7, 0);

describe('ObserverTap', () => {
  it('counts for nothing, follows from its own history and answers pings', () => {
    const { tap, hear, said, told } = tapped();
    expect(said.splice(0)).toEqual(['observerInfo 0:0 0000010000000000000100000000000000000000']);
    expect(hear(PacketType.leaderInfo, EPOCH, Uint8Array.of(0, 1, 0, 0))).toEqual(['ackEpoch 0:0 ffffffff']);
    expect(hear(PacketType.diff, EPOCH)).toEqual([]);
    expect(hear(PacketType.newLeader, EPOCH, Buffer.from('version=0'))).toEqual(['ack 7:0']);
    expect(hear(PacketType.upToDate, -1)).toEqual(['ack 7:0']);
    expect(tap.phase).toBe('streaming');
    expect(hear(PacketType.inform, makeZxid(7, 1), new Uint8Array(40))).toEqual([]);
    const leader = new Uint8Array(8);
    expect(
      hear(PacketType.informAndActivate, makeZxid(7, 2), Buffer.concat([leader, new Uint8Array(50)])),
    ).toEqual([]);
    expect(hear(PacketType.ping, makeZxid(7, 2))).toEqual(['ping 7:2']);
    expect(told).toEqual([
      'configured version=0',
      'established 7',
      `committed ${makeZxid(7, 1)} 40`,
      `committed ${makeZxid(7, 2)} 50`,
    ]);
    expect(tap.over).toBeNull();
  });

  it('hangs up on a whole copy that may not be taken, before it begins', () => {
    const { tap, hear, told } = tapped('not yet');
    hear(PacketType.leaderInfo, EPOCH, Uint8Array.of(0, 1, 0, 0));
    hear(PacketType.snap, makeZxid(7, 5));
    expect(tap.over).toBe('not yet');
    expect(told).toEqual([]);
  });

  it('ends when the leader takes back what it knows, leaves a hole, or falls silent', () => {
    for (const [type, zxid] of [
      [PacketType.trunc, ZERO_ZXID],
      [PacketType.diff, EPOCH],
    ] as const) {
      const { tap, hear } = tapped();
      hear(PacketType.leaderInfo, EPOCH, Uint8Array.of(0, 1, 0, 0));
      hear(type, zxid);
      if (type === PacketType.diff) hear(PacketType.proposal, makeZxid(7, 3), new Uint8Array(40));
      expect(tap.over).toMatch(/takes back|does not follow/);
    }
    const { tap } = tapped();
    tap.tick({ monotonicMs: 59_000, wallMs: 0 });
    expect(tap.over).toBeNull();
    tap.tick({ monotonicMs: 61_000, wallMs: 0 });
    expect(tap.over).toMatch(/silent/);
  });
});
