import { exportedNode, jobView, pageMessage } from '@vivarium/contract';
import fc from 'fast-check';
import Type, { type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { fits } from '../src/fits.ts';
import { inverse } from '../src/guard/inverse.ts';

const SAMPLES: readonly (readonly [TSchema, object])[] = [
  [pageMessage, { type: 'look', open: ['/a'], focus: null, plant: true }],
  [pageMessage, { type: 'hello', ticket: 'x', since: { stream: 's', seq: 3 } }],
  [inverse, { op: 'delete', path: '/a', version: 0, czxid: null, madeAfter: '0x1', dataSha256: 'y' }],
  [
    inverse,
    {
      op: 'setACL',
      path: '/a',
      acl: [{ scheme: 'world', id: 'anyone', perms: 31 }],
      version: 1,
      czxid: '0x1',
    },
  ],
  [exportedNode, { path: '/a', data: null }],
  [jobView, { id: 'x' }],
];

describe('whether a value fits', () => {
  it('is what the schema’s own library says, of values as they should be and of any other', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SAMPLES),
        fc.dictionary(
          fc.constantFrom('type', 'op', 'path', 'open', 'focus', 'version', 'czxid', 'more'),
          fc.jsonValue(),
        ),
        fc.subarray(['open', 'ticket', 'path', 'acl', 'focus']),
        ([schema, sample], changes, removed) => {
          const value: Record<string, unknown> = { ...sample, ...changes };
          for (const name of removed) delete value[name];
          const before = JSON.stringify(value);
          expect(fits(schema, value)).toBe(Value.Check(schema, value));
          expect(JSON.stringify(value)).toBe(before);
        },
      ),
    );
    for (const [schema, sample] of SAMPLES) expect(fits(schema, sample)).toBe(Value.Check(schema, sample));
    for (const value of [null, 1, 'x', [], undefined]) expect(fits(Type.Integer(), value)).toBe(value === 1);
  });
});
