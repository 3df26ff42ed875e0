import { OpCode } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { Led } from './led.ts';

/**
 * Apache's follower keeps all that its clients wait for in one queue and takes only what answers its head: once
 * something is answered out of order, it answers nobody any more.
 */
describe('a learner is answered in the order in which it asked', () => {
  it('a sync does not overtake a write before it', () => {
    const led = new Led();
    led.ask(2, OpCode.setData, 1);
    led.ask(2, OpCode.sync, 2);
    led.pong(2);
    led.pong(3);
    expect(led.said).toEqual([]);
    led.ack(2, 1);
    led.ack(3, 1);
    expect(led.said).toEqual(['commit 1', 'sync']);
  });

  it('a write does not overtake a sync before it', () => {
    const led = new Led();
    led.ask(2, OpCode.sync, 1);
    led.ask(2, OpCode.setData, 2);
    led.ask(2, OpCode.sync, 3);
    led.ask(2, OpCode.setData, 4);
    led.ack(2, 1);
    led.ack(3, 1);
    expect(led.said).toEqual([]);
    led.pong(3);
    led.ack(2, 1);
    led.ack(3, 1);
    expect(led.said).toEqual(['sync', 'commit 1']);
    led.pong(3);
    led.ack(2, 2);
    led.ack(3, 2);
    expect(led.said).toEqual(['sync', 'commit 1', 'sync', 'commit 2']);
  });

  it('another learner is not held up by it', () => {
    const led = new Led();
    led.ask(3, OpCode.sync, 1);
    led.ask(2, OpCode.setData, 1);
    led.ack(2, 1);
    led.ack(3, 1);
    expect(led.said).toEqual(['commit 1']);
  });

  it('a sync waits for a quorum that still follows', () => {
    const led = new Led();
    led.ask(2, OpCode.sync, 1);
    led.leader.linkClosed(3, 'gone');
    expect(led.said).toEqual([]);
    led.pong(2);
    expect(led.said).toEqual(['sync']);
  });

  it('a learner that comes later is asked as well', () => {
    const led = new Led();
    let reached = 0;
    led.leader.confirm(() => reached++);
    for (const sid of [2, 3]) led.leader.linkClosed(sid, 'gone');
    led.rejoin(3);
    expect(reached).toBe(0);
    led.pong(3);
    expect(reached).toBe(1);
  });
});
