import {
  createRequest,
  createResponse,
  deleteRequest,
  getDataResponse,
  OpCode,
  setDataRequest,
  stat,
  watchedRequest,
} from '@vivarium/jute';
import { expect, test } from 'vitest';
import { OPEN_ACL } from '../../src/tree/acl.ts';
import { Dialogue } from './dialogue.ts';

test('smoke', () => {
  const d = new Dialogue();
  const c = d.client(1);
  expect(c.timeoutMs).toBe(10000);
  const r = c.call(OpCode.create, createRequest, {
    path: '/a',
    data: new Uint8Array([1, 2]),
    acl: [...OPEN_ACL],
    flags: 0,
  });
  expect(r.err).toBe(0);
  expect(createResponse.read(r.body).path).toBe('/a');
  expect(c.call(OpCode.ping, undefined, undefined, -2).xid).toBe(-2);
  const g = c.call(OpCode.getData, watchedRequest, { path: '/a', watch: true });
  expect(getDataResponse.read(g.body).data).toEqual(new Uint8Array([1, 2]));
  const all = c.ask(OpCode.setData, setDataRequest, { path: '/a', data: new Uint8Array(3), version: 0 });
  expect(all.map((x) => x.xid)).toEqual([-1, 3]);
  expect(stat.read(all[1]!.body).version).toBe(1);
  expect(c.call(OpCode.exists, watchedRequest, { path: '/a', watch: false }).err).toBe(0);
  expect(c.call(OpCode.getChildren, watchedRequest, { path: '/', watch: false }).err).toBe(0);
  expect(c.call(OpCode.delete, deleteRequest, { path: '/a', version: 7 }).err).toBe(-103);
  expect(c.call(OpCode.delete, deleteRequest, { path: '/a', version: -1 }).err).toBe(0);
  expect(c.close().err).toBe(0);
  expect(d.closeCause(1)).toBe('session closed');
});
