import { OpCode } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { Led } from './led.ts';

/**
 * 1. A follower logs and acknowledges a proposal, and loses its link. 2. It comes back and is told to forget what is not
 * committed, this proposal too. 3. Were its ack still counted, the proposal could be committed by it and one other,
 * and be on one disk only.
 */
describe('an ack', () => {
  it('is worth nothing once the learner that gave it is synchronized anew', () => {
    const led = new Led();
    led.ask(2, OpCode.setData, 1);
    led.ack(2, 1);
    led.lose(2);
    led.comeBack(2, 1);
    led.flushed(1);
    expect(led.applied).toEqual([]);
    led.ack(2, 0);
    led.ack(2, 1);
    expect(led.applied).toEqual([1]);
  });

  it('that comes late on an old link does not count for the learner that came back', () => {
    const led = new Led();
    led.ask(3, OpCode.setData, 1);
    led.comeBackOn(12, 2, 1);
    led.ack(2, 1);
    led.flushed(1);
    expect(led.applied).toEqual([]);
  });
});
