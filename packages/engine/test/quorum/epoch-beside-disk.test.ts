import type { Zxid } from '@vivarium/jute';
import { expect, it } from 'vitest';
import { Led } from './led.ts';

const BESIDE = ['leaderInfo', 'our disk is done', 'diff', 'newLeader', 'our disk is done', 'upToDate'];

for (const slow of ['learners', 'leader'] as const) {
  it(`ZB1 learners hear of an epoch beside the disk of the leader, which goes on when it is done: last ${slow}`, () => {
    expect(new Led(0 as Zxid, slow).beginning).toEqual(BESIDE);
  });
}
