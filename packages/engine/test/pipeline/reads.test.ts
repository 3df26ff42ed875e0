import {
  getAllChildrenNumberResponse,
  getChildren2Response,
  getDataResponse,
  getEphemeralsRequest,
  getEphemeralsResponse,
  OpCode,
  Perms,
  pathRecord,
  watchedRequest,
} from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { type Client, Dialogue } from '../member/dialogue.ts';
import {
  childrenOf,
  create,
  dataOf,
  exists,
  getChildren,
  getData,
  setData,
  statOf,
  story,
  utf8,
} from '../member/requests.ts';

const WRITE_ONLY = [{ perms: Perms.write, scheme: 'world', id: 'anyone' }];

function read(client: Client, op: number, path: string, watch = false) {
  return client.call(op, watchedRequest, { path, watch });
}

describe('PI11 reads', () => {
  test('PI11 getData, exists, getChildren and getChildren2 answer what is there', () => {
    const client = new Dialogue().client(1);
    create(client, '/a', { data: utf8('v') });
    create(client, '/a/b');
    create(client, '/a/ü');
    const { data, stat } = getDataResponse.read(getData(client, '/a').body);
    expect(data).toEqual(utf8('v'));
    expect(stat).toMatchObject({ czxid: 2, pzxid: 4, cversion: 2, numChildren: 2, dataLength: 1 });
    expect(statOf(exists(client, '/a'))).toEqual(stat);
    expect(childrenOf(getChildren(client, '/a')).sort()).toEqual(['b', 'ü']);
    const both = getChildren2Response.read(read(client, OpCode.getChildren2, '/a').body);
    expect(both.children.sort()).toEqual(['b', 'ü']);
    expect(both.stat).toEqual(stat);
    expect(dataOf(getData(client, '/a/ü'))).toBeNull();
    expect(dataOf(getData(client, '/'))).toEqual(new Uint8Array(0));
  });

  test.each([
    ['getData', OpCode.getData],
    ['exists', OpCode.exists],
    ['getChildren', OpCode.getChildren],
    ['getChildren2', OpCode.getChildren2],
    ['getAllChildrenNumber', OpCode.getAllChildrenNumber],
  ])('PI11 %s: -101 for what is not there, whatever its syntax, -102 without permission', (_, op) => {
    const client = new Dialogue().client(1);
    create(client, '/closed', { acl: WRITE_ONLY });
    for (const path of ['/none', 'nopath', '/closed/', '//', '/closed/x']) {
      expect(read(client, op, path)).toMatchObject({ err: -101 });
    }
    expect(read(client, op, '/closed')).toMatchObject({ err: -102, zxid: 2 });
    expect(read(client, op, '/').err).toBe(0);
  });

  test('PI11 exists watches what is not there; other reads that fail watch nothing', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/closed', { acl: WRITE_ONLY });
    getData(client, '/a', true);
    getChildren(client, '/a', true);
    exists(client, '/closed', true);
    getData(client, '/closed', true);
    expect(dialogue.member.view().watchCount).toBe(0);
    exists(client, '/a', true);
    expect(dialogue.member.view().watchCount).toBe(1);
    const other = dialogue.client(2);
    create(other, '/a');
    setData(other, '/a');
    expect(story(client.replies())).toEqual(['created /a']);
  });

  test('PI11 NUL in a path is -8 for exists and -101 for the others', () => {
    const client = new Dialogue().client(1);
    expect(exists(client, '/a\0').err).toBe(-8);
    expect(getData(client, '/a\0').err).toBe(-101);
    expect(getChildren(client, '/a\0').err).toBe(-101);
  });

  test('PI11 getAllChildrenNumber counts all below; for "/" all but its two names', () => {
    const client = new Dialogue().client(1);
    const count = (path: string) =>
      getAllChildrenNumberResponse.read(client.call(OpCode.getAllChildrenNumber, pathRecord, { path }).body)
        .totalNumber;
    expect(count('/')).toBe(3);
    for (const path of ['/a', '/a/b', '/a/b/c', '/a/d', '/ab']) create(client, path);
    expect(count('/a')).toBe(3);
    expect(count('/a/b/c')).toBe(0);
    expect(count('/')).toBe(8);
  });

  test('PI11 getEphemerals answers those of the own session under a plain prefix', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    for (const path of ['/a', '/ab', '/b']) create(client, path, { flags: 1 });
    create(dialogue.client(2), '/other', { flags: 1 });
    const ephemerals = (prefixPath: string) =>
      getEphemeralsResponse
        .read(client.call(OpCode.getEphemerals, getEphemeralsRequest, { prefixPath }).body)
        .ephemerals.sort();
    expect(ephemerals('/a')).toEqual(['/a', '/ab']);
    for (const all of ['/', '', ' / ']) expect(ephemerals(all)).toEqual(['/a', '/ab', '/b']);
    expect(ephemerals('/none')).toEqual([]);
  });

  test('PI11 a large value arrives whole', () => {
    const client = new Dialogue().client(1);
    const data = Uint8Array.from({ length: 900_000 }, (_, i) => i * 7);
    create(client, '/big', { data });
    expect(dataOf(getData(client, '/big'))).toEqual(data);
  });
});
