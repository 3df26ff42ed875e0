import { faultSentence } from '@vivarium/engine';
import type { StandingFault } from '@vivarium/timeline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFaults } from '../src/index.ts';

const sid = fc.integer({ min: 1, max: 1_000_000 });
const host = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const line = fc
  .tuple(host, fc.constantFrom('participant', 'observer'))
  .map(([name, role]) => `${name}:2888:3888:${role}`);
const fault: fc.Arbitrary<StandingFault> = fc.oneof(
  fc.record({ kind: fc.constant('evenVoters' as const), voters: fc.integer({ min: 2, max: 100 }) }),
  fc.record({
    kind: fc.constant('sidTwice' as const),
    sid,
    address: fc.option(host.map((name) => `${name}:2888`)),
  }),
  fc
    .record({
      kind: fc.constant('listsDiffer' as const),
      by: sid,
      sid,
      theirs: fc.option(line),
      ours: fc.option(line),
    })
    .filter(({ theirs, ours }) => theirs !== null || ours !== null),
);

describe('what a member of ours says of the set-up', () => {
  it('is understood as it was meant, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 5 }), (faults) => {
        const text = ['Mode: leader', ...faults.map((each) => `Fault: ${faultSentence(each)}`), ''].join(
          '\n',
        );
        expect(parseFaults(text)).toEqual(faults);
      }),
    );
  });

  it('is nothing where there are no such lines, or only sentences that we do not know', () => {
    expect(parseFaults('Mode: leader\nNode count: 5\n')).toEqual([]);
    expect(parseFaults('Fault: the moon is full\nFault: \n')).toEqual([]);
  });
});
