import { makeZxid, type Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { type Logged, MemberLog } from '../../src/checkers/ensemble/member-log.ts';

const logged = (counter: number): Logged => ({
  zxid: makeZxid(1, counter),
  sum: counter,
  entry: new Uint8Array(0),
});
const NOTHING = makeZxid(0, 0);
const BEGIN = makeZxid(1, 0);
const END = makeZxid(1, 3);
const IN_BETWEEN = makeZxid(1, 2);

/** It has three transactions, and is sent the tree of before them. */
function sentBack(): MemberLog {
  const log = new MemberLog();
  for (const counter of [1, 2, 3]) log.append(logged(counter));
  log.replaced(BEGIN);
  return log;
}

const heldIn = (log: MemberLog): Zxid[] =>
  [1, 2, 3].map(logged).flatMap((each) => (log.holds(each) ? [each.zxid] : []));

describe('the log of a member that is sent a tree with less than it had', () => {
  it('holds no more than the tree', () => {
    const log = sentBack();
    expect(heldIn(log)).toEqual([]);
    log.cut(BEGIN);
    log.recovered(BEGIN, BEGIN);
    expect(heldIn(log)).toEqual([]);
    expect(log.base).toBe(BEGIN);
  });

  it('holds what stands behind the tree when the power fails between the tree and the cut', () => {
    const log = sentBack();
    log.recovered(END, BEGIN);
    expect(heldIn(log)).toEqual([1, 2, 3].map((counter) => makeZxid(1, counter)));
    expect(log.base).toBe(BEGIN);
  });

  it('holds what it had when the power fails before the tree is on the disk', () => {
    const log = sentBack();
    log.recovered(IN_BETWEEN, NOTHING);
    expect(heldIn(log)).toEqual([makeZxid(1, 1), makeZxid(1, 2)]);
    expect(log.base).toBe(NOTHING);
    expect(log.compared).toBe(NOTHING);
  });

  it('holds nothing on an empty disk', () => {
    const log = sentBack();
    log.recovered(NOTHING, NOTHING);
    expect(heldIn(log)).toEqual([]);
    expect(log.base).toBe(NOTHING);
  });
});
