import type { TxnView } from '@vivarium/contract';
import { expect, it } from 'vitest';
import { reignEnd } from '../../src/recipes/reign-end.ts';

const LEADER = { path: '/e/master-1', session: 's-leader', token: '0x10' };

const txn = (zxid: string, op: string, more: Partial<TxnView> = {}): TxnView => ({
  zxid,
  op,
  atMs: 0,
  session: 's-leader',
  cxid: 5,
  paths: [],
  hiddenPaths: 0,
  bytes: 0,
  ...more,
});

it('tells an expired session from a closed one by who asked', () => {
  expect(reignEnd(LEADER, [txn('0x11', 'closeSession', { cxid: 0 })])).toEqual({ how: 'expired', by: null });
  expect(reignEnd(LEADER, [txn('0x11', 'closeSession')])).toEqual({ how: 'closed', by: null });
});

it('names who deleted the node, unless it was its own session', () => {
  const paths = [LEADER.path];
  expect(reignEnd(LEADER, [txn('0x11', 'delete', { paths })])).toEqual({ how: 'deleted', by: null });
  expect(reignEnd(LEADER, [txn('0x11', 'multi', { paths, session: 's-x' })])).toEqual({
    how: 'deleted',
    by: 's-x',
  });
});

it('says nothing of what it has not seen, or of what was before', () => {
  const elsewhere = txn('0x12', 'delete', { paths: ['/e/other'] });
  const another = txn('0x13', 'closeSession', { session: 's-x', cxid: 0 });
  const before = txn('0x0f', 'closeSession', { cxid: 0 });
  expect(reignEnd(LEADER, [before, elsewhere, another])).toBeNull();
  expect(reignEnd(LEADER, [])).toBeNull();
});
