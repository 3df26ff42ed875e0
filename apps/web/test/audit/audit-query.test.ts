import { describe, expect, it } from 'vitest';
import { queryOf } from '../../src/audit/audit-query.ts';

describe('the query of the audit', () => {
  it('asks for what the address says', () => {
    expect(queryOf({ actor: 'page-1', path: '/a', op: 'create', kind: 'write', seq: '4' })).toEqual({
      who: 'page-1',
      path: '/a',
      op: 'create',
      kind: 'write',
    });
  });

  it('leaves out what is no filter', () => {
    expect(queryOf({ path: 'a/b', kind: 'nonsense', from: 'yesterday', to: '' })).toEqual({});
  });

  it('takes times as those of the browser', () => {
    const { from } = queryOf({ from: '2026-11-22T14:02' });
    expect(from).toBe(new Date(2026, 10, 22, 14, 2).toISOString());
  });
});
