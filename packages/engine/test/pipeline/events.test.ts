import {
  addWatchRequest,
  authPacket,
  createRequest,
  OpCode,
  Perms,
  setDataRequest,
  setWatches2Request,
  setWatchesRequest,
  watcherEvent,
  watcherTypeRequest,
  type Zxid,
} from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { OPEN_ACL } from '../../src/tree/acl.ts';
import { Dialogue } from '../member/dialogue.ts';
import {
  create,
  exists,
  getChildren,
  getData,
  remove,
  setAcl,
  setData,
  story,
  utf8,
} from '../member/requests.ts';

describe('PI10 events', () => {
  test('PI10 come before the reply of the write that caused them and carry its zxid', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    exists(client, '/a', true);
    getChildren(client, '/', true);
    const replies = client.ask(OpCode.create, createRequest, {
      path: '/a',
      data: null,
      acl: [...OPEN_ACL],
      flags: 0,
    });
    expect(story(replies)).toEqual(['created /a', 'children /', 'reply 3']);
    expect(replies.map(({ zxid, err }) => [zxid, err])).toEqual([
      [2, 0],
      [2, 0],
      [2, 0],
    ]);
    exists(client, '/a', true);
    const [event] = client.ask(OpCode.setData, setDataRequest, { path: '/a', data: null, version: -1 });
    expect(event && watcherEvent.read(event.body)).toEqual({ type: 3, state: 3, path: '/a' });
    expect(
      story(client.ask(OpCode.setData, setDataRequest, { path: '/a', data: null, version: -1 })),
    ).toHaveLength(1);
  });

  test('PI10 come once for several watches of one client on one path, before data that follow them', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    getData(client, '/a', true);
    exists(client, '/a', true);
    getChildren(client, '/a', true);
    const other = dialogue.client(2);
    remove(other, '/a');
    client.send(client.request(OpCode.ping, undefined, undefined, -2));
    expect(story(client.replies())).toEqual(['deleted /a', 'reply -2']);
  });

  test('PI10 go to who may read the znode at that moment, and to nobody else', () => {
    const dialogue = new Dialogue();
    const owner = dialogue.client(1);
    const stranger = dialogue.client(2);
    owner.call(OpCode.auth, authPacket, { type: 0, scheme: 'digest', auth: utf8('alice:x') }, -4);
    create(owner, '/a');
    for (const each of [owner, stranger]) {
      getData(each, '/a', true);
      getChildren(each, '/a', true);
    }
    setAcl(owner, '/a', [{ perms: Perms.all, scheme: 'auth', id: '' }]);
    setData(owner, '/a');
    create(owner, '/a/b');
    expect(stranger.replies()).toEqual([]);
    exists(stranger, '/secret', true);
    create(owner, '/secret', { acl: [{ perms: Perms.all, scheme: 'auth', id: '' }] });
    expect(stranger.replies()).toEqual([]);
    exists(stranger, '/open', true);
    create(owner, '/open');
    expect(story(stranger.replies())).toEqual(['created /open']);
  });

  test('PI10 setACL fires nothing', () => {
    const client = new Dialogue().client(1);
    create(client, '/a');
    getData(client, '/a', true);
    expect(setAcl(client, '/a', OPEN_ACL).xid).toBe(3);
    expect(client.replies()).toEqual([]);
  });

  test('PI10 end with the connection', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    exists(client, '/a', true);
    expect(dialogue.member.view()).toMatchObject({
      watchCount: 1,
      watchesByData: { connections: 1, paths: 1, total: 1 },
    });
    expect(dialogue.member.watchesByPath()).toEqual(new Map([['/a', [client.sessionId]]]));
    expect(dialogue.member.watchesBySession()).toEqual(new Map([[client.sessionId, ['/a']]]));
    dialogue.step({ type: 'clientGone', connection: 1, cause: 'reset' });
    expect(dialogue.member.view().watchCount).toBe(0);
    create(dialogue.client(2), '/a');
    expect(dialogue.take(1)).toHaveLength(0);
  });

  test('PI10 addWatch: persistent stays, recursive covers what is below, other modes are -5', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    const reply = client.call(OpCode.addWatch, addWatchRequest, { path: '/p', mode: 0 });
    expect([reply.err, reply.body.i32(), reply.body.remaining()]).toEqual([0, 0, 0]);
    client.call(OpCode.addWatch, addWatchRequest, { path: '/r', mode: 1 });
    expect(client.call(OpCode.addWatch, addWatchRequest, { path: '/p', mode: 2 }).err).toBe(-5);
    const other = dialogue.client(2);
    for (const path of ['/p', '/p/a', '/r', '/r/a']) create(other, path);
    setData(other, '/p');
    setData(other, '/r/a');
    remove(other, '/p/a');
    remove(other, '/r/a');
    expect(story(client.replies())).toEqual([
      'created /p',
      'children /p',
      'created /r',
      'created /r/a',
      'changed /p',
      'changed /r/a',
      'children /p',
      'deleted /r/a',
    ]);
  });

  test('PI10 checkWatches and removeWatches look at one type; what is not there is -121', () => {
    const client = new Dialogue().client(1);
    const ask = (op: number, type: number) => client.call(op, watcherTypeRequest, { path: '/a', type });
    exists(client, '/a', true);
    client.call(OpCode.addWatch, addWatchRequest, { path: '/a', mode: 1 });
    expect([1, 2, 3, 4, 5].map((type) => ask(OpCode.checkWatches, type).err)).toEqual([-121, 0, 0, -121, 0]);
    expect(ask(OpCode.removeWatches, 2)).toMatchObject({ err: 0 });
    expect(ask(OpCode.removeWatches, 2).err).toBe(-121);
    expect(ask(OpCode.removeWatches, 3).err).toBe(0);
    expect(ask(OpCode.checkWatches, 3).err).toBe(-121);
    expect(ask(OpCode.checkWatches, 0).err).toBe(-5);
    expect(ask(OpCode.removeWatches, 6).err).toBe(-5);
  });

  test('PI10 setWatches tells what was missed before its reply, with zxid -1, and sets the rest', () => {
    const dialogue = new Dialogue();
    const writer = dialogue.client(1);
    for (const path of ['/old', '/changed', '/parent', '/still']) create(writer, path);
    const seen = dialogue.member.view().zxid;
    setData(writer, '/changed');
    create(writer, '/parent/x');
    const client = dialogue.client(2);
    const replies = client.ask(
      OpCode.setWatches,
      setWatchesRequest,
      {
        relativeZxid: seen,
        dataWatches: ['/old', '/changed', '/gone'],
        existWatches: ['/still', '/future'],
        childWatches: ['/parent', '/old', '/gone2'],
      },
      -8,
    );
    expect(story(replies)).toEqual([
      'changed /changed',
      'deleted /gone',
      'created /still',
      'children /parent',
      'deleted /gone2',
      'reply -8',
    ]);
    expect(replies.map(({ zxid }) => zxid)).toEqual([-1, -1, -1, -1, -1, dialogue.member.view().zxid]);
    setData(writer, '/old');
    create(writer, '/old/x');
    create(writer, '/future');
    setData(writer, '/changed');
    expect(story(client.replies())).toEqual(['changed /old', 'children /old', 'created /future']);
  });

  test('PI10 setWatches2 sets persistent and recursive ones, which miss nothing and are told nothing', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    const replies = client.ask(
      OpCode.setWatches2,
      setWatches2Request,
      {
        relativeZxid: 0 as Zxid,
        dataWatches: [],
        existWatches: [],
        childWatches: [],
        persistentWatches: ['/p'],
        persistentRecursiveWatches: ['/r'],
      },
      -8,
    );
    expect(story(replies)).toEqual(['reply -8']);
    const other = dialogue.client(2);
    for (const path of ['/p', '/p/a', '/r', '/r/a']) create(other, path);
    expect(story(client.replies())).toEqual(['created /p', 'children /p', 'created /r', 'created /r/a']);
  });

  test('PI10 setWatches waits for the writes of its connection', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    dialogue.flushing = false;
    client.send(
      client.request(OpCode.create, createRequest, { path: '/a', data: null, acl: [...OPEN_ACL], flags: 0 }),
    );
    const lists = { dataWatches: [], existWatches: ['/a'], childWatches: [] };
    client.send(
      client.request(OpCode.setWatches, setWatchesRequest, { relativeZxid: 0 as Zxid, ...lists }, -8),
    );
    dialogue.flush();
    expect(story(client.replies())).toEqual(['reply 1', 'created /a', 'reply -8']);
  });
});
