import { expect, it } from 'vitest';
import type { MemberEvent } from '../../src/server/event-feed.ts';
import { EventBatch } from '../../src/thread/event-batch.ts';

const stamp = (seq: number) => ({ seq, atMs: seq, wallMs: seq, member: 1 });
const commit = (seq: number): MemberEvent => ({
  ...stamp(seq),
  type: 'committed',
  zxid: seq,
  session: '0x1',
  cxid: 1,
  op: 'create',
  paths: [],
  bytes: 1,
});
const mode = (seq: number): MemberEvent => ({
  ...stamp(seq),
  type: 'modeChanged',
  mode: 'leader',
  cause: '',
});

it('tells a flood of commits by its beginning and its end, and leaves out nothing else', () => {
  const batch = new EventBatch();
  for (let seq = 1; seq <= 100; seq += 1) batch.add([seq % 10 === 0 ? mode(seq) : commit(seq)]);
  const told = batch.take();
  expect(told.filter(({ type }) => type === 'modeChanged')).toHaveLength(10);
  expect(told.filter(({ type }) => type === 'committed')).toHaveLength(21);
  expect(told.map(({ seq }) => seq)).toEqual([...told.map(({ seq }) => seq)].sort((a, b) => a - b));
  expect(told.at(-2)).toEqual(commit(99));
  expect([batch.isEmpty, batch.take()]).toEqual([true, []]);
});
