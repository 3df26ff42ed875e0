import { makeZxid, OpCode, type Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { Led } from './led.ts';

/**
 * 1. A leader that has just started remembers no commits, so that it reads its log for a learner that comes. 2. What it
 * has proposed meanwhile stands in that log as well, and on no other disk. 3. Sent as history, with a commit, it would be
 * delivered without a quorum.
 */
describe('history from the log on disk', () => {
  it('ends with what is committed', () => {
    const led = new Led(5 as Zxid);
    led.lose(2);
    led.ask(3, OpCode.setData, 1);
    const ticket = led.comeBackWith(2, 2, 3 as Zxid);
    const onDisk = [3, 4, 5, makeZxid(1, 1)].map((zxid) => ({
      zxid: zxid as Zxid,
      entry: new Uint8Array(1),
    }));
    led.leader.logRead(ticket, onDisk);
    expect(led.said).toEqual([4, 5].map((zxid) => `commit ${zxid - makeZxid(1, 0)}`));
    led.ack(2, 0);
    led.flushed(1);
    expect(led.applied).not.toContain(1);
    led.ack(3, 1);
    expect(led.said.at(-1)).toBe('commit 1');
  });
});
