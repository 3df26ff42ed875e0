import { OpCode } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { Led } from './led.ts';

/** Something to go back to. */
function commitOne(led: Led): void {
  led.ask(3, OpCode.setData, 1);
  led.ack(3, 1);
  led.flushed(1);
}

/**
 * 1. A follower logs and acknowledges a proposal, and loses its link. 2. It comes back and is told to forget what is not
 * committed, this proposal too. 3. Were its ack still counted, the proposal could be committed by it and one other,
 * and be on one disk only.
 */
describe('an ack', () => {
  it('is worth nothing once the learner that gave it is synchronized anew', () => {
    const led = new Led();
    commitOne(led);
    led.ask(2, OpCode.setData, 2);
    led.ack(2, 2);
    led.lose(2);
    led.comeBack(2, 2);
    led.flushed(2);
    expect(led.applied).toEqual([1]);
    led.ack(2, 0);
    led.ack(2, 2);
    expect(led.applied).toEqual([1, 2]);
  });

  it('that comes late on an old link does not count for the learner that came back', () => {
    const led = new Led();
    commitOne(led);
    led.ask(3, OpCode.setData, 2);
    led.comeBackOn(12, 2, 2);
    led.ack(2, 2);
    led.flushed(2);
    expect(led.applied).toEqual([1]);
  });
});
