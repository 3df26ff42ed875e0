import {
  ByteWriter,
  createRequest,
  deleteRequest,
  getAclResponse,
  OpCode,
  Perms,
  pathRecord,
  reconfigRequest,
  setDataRequest,
} from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { digestIdOf, OPEN_ACL } from '../../src/tree/acl.ts';
import { Dialogue, frame } from '../member/dialogue.ts';
import {
  create,
  dataOf,
  exists,
  getChildren,
  getData,
  remove,
  setAcl,
  setData,
  statOf,
  utf8,
} from '../member/requests.ts';

const READ_ONLY = [{ perms: Perms.read, scheme: 'world', id: 'anyone' }];

describe('PI4 setData, setACL, delete', () => {
  test('PI4 setData answers the Stat after it; the version must be the current one or -1', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    dialogue.advance(5);
    const reply = setData(client, '/a', utf8('one'), 0);
    expect(statOf(reply)).toMatchObject({
      version: 1,
      mzxid: 3,
      czxid: 2,
      dataLength: 3,
      mtime: dialogue.at.wallMs,
    });
    expect(setData(client, '/a', utf8('two'), 0).err).toBe(-103);
    expect(setData(client, '/a', utf8('two'), -1).err).toBe(0);
    expect(dataOf(getData(client, '/a'))).toEqual(utf8('two'));
    expect(setData(client, '/none').err).toBe(-101);
    expect(setData(client, 'bad').err).toBe(-8);
    expect(setData(client, '/bad/').err).toBe(-8);
  });

  test('PI4 a version counts with the writes that are on their way', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    dialogue.flushing = false;
    for (const version of [0, 0, 1, -1, 3]) {
      client.send(client.request(OpCode.setData, setDataRequest, { path: '/a', data: null, version }));
    }
    dialogue.flush();
    expect(client.replies().map((reply) => reply.err)).toEqual([0, -103, 0, 0, 0]);
  });

  test('PI4 a child on its way keeps its parent, one that is going no longer does', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    dialogue.flushing = false;
    const send = (op: number, path: string) =>
      op === OpCode.create
        ? client.send(client.request(op, createRequest, { path, data: null, acl: [...OPEN_ACL], flags: 0 }))
        : client.send(client.request(op, deleteRequest, { path, version: -1 }));
    send(OpCode.create, '/a/x');
    send(OpCode.delete, '/a');
    send(OpCode.delete, '/a/x');
    send(OpCode.delete, '/a');
    send(OpCode.create, '/a/x');
    dialogue.flush();
    expect(client.replies().map((reply) => reply.err)).toEqual([0, -111, 0, 0, -101]);
  });

  test('PI4 setACL moves aversion only, and needs admin', () => {
    const client = new Dialogue().client(1);
    create(client, '/a');
    expect(statOf(setAcl(client, '/a', READ_ONLY, 0))).toMatchObject({ aversion: 1, version: 0, mzxid: 2 });
    expect(setAcl(client, '/a', READ_ONLY).err).toBe(-102);
    expect(setData(client, '/a').err).toBe(-102);
    create(client, '/b');
    expect(setAcl(client, '/b', [], 9).err).toBe(-114);
    expect(setAcl(client, '/b', READ_ONLY, 9).err).toBe(-103);
    expect(setAcl(client, '/none', []).err).toBe(-114);
    expect(setAcl(client, '/none', READ_ONLY).err).toBe(-101);
    expect(setAcl(client, 'bad', []).err).toBe(-8);
  });

  test('PI4 delete is allowed by the parent; version and children are looked at in this order', () => {
    const client = new Dialogue().client(1);
    create(client, '/p');
    create(client, '/p/c', { acl: READ_ONLY });
    expect(remove(client, '/p', 5).err).toBe(-103);
    expect(remove(client, '/p').err).toBe(-111);
    expect(remove(client, '/p/c/none').err).toBe(-102);
    expect(remove(client, '/p/none').err).toBe(-101);
    expect(remove(client, '/none/x').err).toBe(-101);
    expect(remove(client, '/p/c').err).toBe(0);
    expect(remove(client, '/p', 0).err).toBe(0);
    expect(exists(client, '/p').err).toBe(-101);
  });

  test.each([['/'], ['/zookeeper'], ['/zookeeper/quota'], ['/zookeeper/config'], ['noslash'], ['']])(
    'PI4 %j cannot be deleted',
    (path) => {
      expect(remove(new Dialogue().client(1), path).err).toBe(-8);
    },
  );

  test('PI4 getACL hides digests from who may not administer, and wants read or admin', () => {
    const client = new Dialogue().client(1);
    const digest = digestIdOf('alice:secret');
    const acl = [
      { perms: Perms.all, scheme: 'digest', id: digest },
      { perms: Perms.read, scheme: 'world', id: 'anyone' },
    ];
    create(client, '/a', { acl });
    const shown = getAclResponse.read(client.call(OpCode.getACL, pathRecord, { path: '/a' }).body);
    expect(shown.acl).toEqual([{ perms: 31, scheme: 'digest', id: 'alice:x' }, acl[1]]);
    expect(shown.stat.czxid).toBe(2);
    create(client, '/b', { acl: [{ perms: Perms.write, scheme: 'world', id: 'anyone' }] });
    expect(client.call(OpCode.getACL, pathRecord, { path: '/b' }).err).toBe(-102);
    create(client, '/c', {
      acl: [{ perms: Perms.admin, scheme: 'world', id: 'anyone' }, acl[0] as (typeof acl)[0]],
    });
    const whole = getAclResponse.read(client.call(OpCode.getACL, pathRecord, { path: '/c' }).body);
    expect(whole.acl[1]?.id).toBe(digest);
    expect(client.call(OpCode.getACL, pathRecord, { path: '/none' }).err).toBe(-101);
  });

  test('PI4 skipAcl skips', () => {
    const client = new Dialogue({ skipAcl: true }).client(1);
    create(client, '/a', { acl: [{ perms: 0, scheme: 'world', id: 'anyone' }] });
    expect(setData(client, '/a').err).toBe(0);
    expect(getData(client, '/a').err).toBe(0);
    expect(getChildren(client, '/a').err).toBe(0);
    expect(create(client, '/a/b').err).toBe(0);
  });

  test('PI4 reconfig is refused, differently when it is enabled', () => {
    const body = { joiningServers: null, leavingServers: '1', newMembers: null, curConfigId: -1 };
    const off = new Dialogue().client(1).call(OpCode.reconfig, reconfigRequest, body);
    expect(off).toMatchObject({ err: -123, zxid: 2 });
    const on = new Dialogue({ reconfigEnabled: true }).client(1).call(OpCode.reconfig, reconfigRequest, body);
    expect(on.err).toBe(-6);
  });
});

describe('PI5 the log', () => {
  test('PI5 every zxid is logged once, in order, failed writes as errors', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    create(client, '/a');
    setData(client, '/a', utf8('v'), 8);
    remove(client, '/a');
    client.close();
    expect(
      dialogue
        .entries()
        .map(({ header, body }) => [header.zxid, header.type, header.cxid, 'err' in body ? body.err : 0]),
    ).toEqual([
      [1, OpCode.createSession, 0, 0],
      [2, OpCode.create, 1, 0],
      [3, OpCode.error, 2, -110],
      [4, OpCode.error, 3, -103],
      [5, OpCode.delete, 4, 0],
      [6, OpCode.closeSession, 5, 0],
    ]);
    for (const { header, digest } of dialogue.entries()) {
      expect(header).toMatchObject({ sessionId: client.sessionId, timeMs: dialogue.at.wallMs });
      expect(digest).toBeNull();
    }
    expect(dialogue.member.view().zxid).toBe(6);
  });

  test('PI5 nothing is answered before it is durable', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    const other = dialogue.client(2);
    dialogue.flushing = false;
    client.send(client.request(OpCode.delete, deleteRequest, { path: '/none', version: -1 }));
    expect(dialogue.take(1)).toHaveLength(0);
    dialogue.step({ type: 'flushed', zxid: 2 as never });
    expect(dialogue.take(1)).toHaveLength(0);
    expect(exists(other, '/')).toMatchObject({ err: 0, zxid: 2 });
    dialogue.flush();
    expect(client.replies()).toMatchObject([{ xid: 1, zxid: 3, err: -101 }]);
  });

  test('PI5 a malformed write gets -5 and a zxid, as any failed write, and the connection lives', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    let zxid = 1;
    for (const op of [
      OpCode.create,
      OpCode.setData,
      OpCode.delete,
      OpCode.setACL,
      OpCode.createTTL,
      OpCode.reconfig,
    ]) {
      expect(client.call(op)).toMatchObject({ err: -5, zxid: ++zxid });
    }
    const body = new ByteWriter();
    body.i32(7);
    body.i32(OpCode.setData);
    body.string('/a');
    body.i32(1000);
    client.send(frame(body.copy()));
    expect(client.replies()).toMatchObject([{ xid: 7, err: -5, zxid: zxid + 1 }]);
    expect(create(client, '/a').zxid).toBe(zxid + 2);
    expect(dialogue.closeCause(1)).toBeUndefined();
  });

  test('PI5 bytes after the record are ignored', () => {
    const client = new Dialogue().client(1);
    create(client, '/a');
    const body = new ByteWriter();
    body.i32(7);
    body.i32(OpCode.delete);
    deleteRequest.write(body, { path: '/a', version: 0 });
    body.i64(1);
    client.send(frame(body.copy()));
    expect(client.replies()).toMatchObject([{ err: 0 }]);
  });

  test.each([[0], [10], [13], [20], [-10], [-1], [23], [99], [108], [1000], [-2147483648]])(
    'PI6 operation %d is not for clients: -6 with zxid -1, then closed',
    (op) => {
      const dialogue = new Dialogue();
      const client = dialogue.client(1);
      expect(client.call(op, pathRecord, { path: '/a' })).toMatchObject({ xid: 1, zxid: -1, err: -6 });
      expect(dialogue.closeCause(1)).toContain(String(op));
      expect(dialogue.entries()).toHaveLength(1);
    },
  );
});
