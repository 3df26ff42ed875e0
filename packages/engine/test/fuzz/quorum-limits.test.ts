import { ByteWriter } from '@vivarium/jute';
import { expect, it } from 'vitest';
import { PacketStream } from '../../src/quorum/links/packet-stream.ts';
import { PACKET_BYTES_MAX, QuorumNet, type Seat } from './quorum-net.ts';

const STRANGERS = 2_000;
const STRANGERS_KEPT = 256;
const SILENT = 500;
const SILENT_KEPT = 64;

function ensemble(): { readonly net: QuorumNet; readonly leader: Seat } {
  const net = new QuorumNet([1, 2, 3], 3);
  expect(net.runUntil(() => net.leader() !== undefined, 10_000)).toBe(true);
  return { net, leader: net.leader() as Seat };
}

function greetingOf(sid: number): Uint8Array {
  const writer = new ByteWriter();
  writer.i64(-65536);
  writer.i64(sid);
  writer.string('10.9.9.9:3888');
  return writer.copy();
}

for (const port of ['election', 'quorum'] as const) {
  it(`keeps at most ${SILENT_KEPT} links on the ${port} port that say nothing, the newest`, () => {
    const { net, leader } = ensemble();
    const links = Array.from({ length: SILENT }, () => net.accept(leader, port));
    const open = links.filter((link) => net.isOpen(leader, link));
    expect(open).toEqual(links.slice(-SILENT_KEPT));
    net.run(1_000);
    expect(leader.mode).toBe('leading');
  });
}

it(`remembers at most ${STRANGERS_KEPT} strangers on the election port, the newest`, () => {
  const { net, leader } = ensemble();
  const links = Array.from({ length: STRANGERS }, (_, i) => {
    const link = net.accept(leader, 'election');
    net.bytes(leader, link, greetingOf(1_000 + i));
    return link;
  });
  const open = links.filter((link) => net.isOpen(leader, link));
  expect(open).toEqual(links.slice(-STRANGERS_KEPT));
});

it('closes a link whose packet has more authinfo than a request may carry, before it is all there', () => {
  const stream = new PacketStream(PACKET_BYTES_MAX);
  const head = new ByteWriter();
  head.i32(1);
  head.i64(0);
  head.i32(0);
  head.i32(1024);
  stream.push(head.copy());
  const id = new ByteWriter();
  id.string('x'.repeat(300_000));
  expect(() => {
    for (let i = 0; i < 2_048; i++) {
      stream.push(id.copy());
      stream.next();
    }
  }).toThrow(/an id of/);
  expect(stream.held).toBeLessThan(2 * 1024 * 1024);
});

it('takes the largest packet in crumbs without copying it anew for each', () => {
  const stream = new PacketStream(PACKET_BYTES_MAX);
  const head = new ByteWriter();
  head.i32(2);
  head.i64(0);
  head.i32(PACKET_BYTES_MAX);
  stream.push(head.copy());
  const crumb = new Uint8Array(16);
  const before = process.memoryUsage().arrayBuffers;
  for (let sent = 0; sent < PACKET_BYTES_MAX; sent += crumb.length) {
    stream.push(crumb);
    if (sent % 4_096 === 0) expect(stream.next()).toBeNull();
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(6 * PACKET_BYTES_MAX);
  stream.push(new Uint8Array([255, 255, 255, 255]));
  expect(stream.next()?.data?.length).toBe(PACKET_BYTES_MAX);
});
