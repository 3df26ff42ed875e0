import { expect, it } from 'vitest';
import { EventMerge } from '../../src/embedded/event-merge.ts';
import type { MemberEvent } from '../../src/server/event-feed.ts';

const event = (member: number, atMs: number): MemberEvent => ({
  seq: 1,
  atMs,
  wallMs: atMs,
  member,
  type: 'snapshotStarted',
  zxid: 1,
});

it('delivers the events of several threads in the order in which they happened', () => {
  const told: number[] = [];
  let nowMs = 1_000;
  const merge = new EventMerge(
    ({ atMs }) => told.push(atMs),
    () => nowMs,
  );
  merge.add([event(1, 990), event(1, 999)]);
  merge.add([event(2, 985), event(2, 995)]);
  merge.flush();
  expect(told).toEqual([]);
  nowMs = 1_026;
  merge.flush();
  expect(told).toEqual([985, 990, 995]);
  merge.flush(true);
  expect(told).toEqual([985, 990, 995, 999]);
  merge.stop();
});

it('delivers by itself', async () => {
  const told = await new Promise<MemberEvent>((resolve) => {
    new EventMerge(resolve).add([event(3, performance.now())]);
  });
  expect(told.member).toBe(3);
});
