import {
  authPacket,
  type Codec,
  createRequest,
  createTtlRequest,
  OpCode,
  Perms,
  setAclRequest,
} from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { digestIdOf, OPEN_ACL } from '../../src/tree/acl.ts';
import { type Client, Dialogue } from '../member/dialogue.ts';
import {
  create,
  exists,
  getData,
  multiBody,
  multiResults,
  ops,
  setData,
  statOf,
  story,
  utf8,
} from '../member/requests.ts';

type Op = readonly [number, Codec<unknown>, unknown];

function multi(client: Client, list: readonly Op[], op: number = OpCode.multi) {
  const reply = client.ask(op, multiBody(list), null).at(-1);
  if (reply === undefined) throw new Error('no reply');
  return { ...reply, results: reply.err === 0 ? multiResults(reply.body) : [] };
}

describe('PI8 multi', () => {
  test('PI8 each operation sees those before it, all under one zxid', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    const reply = multi(client, [
      ops.create('/a'),
      ops.create('/a/n', 2),
      ops.create('/a/n', 3, OpCode.create2),
      ops.setData('/a', 0),
      ops.setData('/a', 1),
      ops.check('/a', 2),
      ops.delete('/a/n0000000000'),
      ops.create('/c', 4, OpCode.createContainer),
    ]);
    expect(reply).toMatchObject({ err: 0, zxid: 2 });
    expect(reply.results).toEqual([
      'create /a',
      'create /a/n0000000000',
      'create2 /a/n0000000001 v0',
      'setData v1',
      'setData v2',
      'check',
      'delete',
      'create2 /c v0',
    ]);
    expect(dialogue.entries().at(-1)).toMatchObject({ header: { zxid: 2, type: OpCode.multi } });
    expect(statOf(exists(client, '/a'))).toMatchObject({ czxid: 2, mzxid: 2, pzxid: 2, numChildren: 1 });
  });

  test('PI8 one that fails undoes all: 0 before it, its error, -2 behind it', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    const reply = multi(client, [
      ops.create('/b'),
      ops.setData('/a', 0),
      ops.check('/a', 9),
      ops.delete('/a'),
    ]);
    expect(reply).toMatchObject({ err: 0, zxid: 3 });
    expect(reply.results).toEqual(['error 0', 'error 0', 'error -103', 'error -2']);
    expect(exists(client, '/b').err).toBe(-101);
    expect(statOf(exists(client, '/a')).version).toBe(0);
    expect(dialogue.entries().at(-1)).toMatchObject({ header: { zxid: 3, type: OpCode.multi } });
  });

  test('PI8 what was taken back does not count for the writes behind it, what was pending before still does', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    dialogue.flushing = false;
    client.send(client.request(OpCode.setData, ops.setData('/a')[1], ops.setData('/a', 0)[2]));
    client.send(
      client.request(
        OpCode.multi,
        multiBody([ops.setData('/a', 1), ops.create('/x'), ops.delete('/no')]),
        null,
      ),
    );
    client.send(client.request(OpCode.setData, ops.setData('/a')[1], ops.setData('/a', 1)[2]));
    client.send(client.request(OpCode.create, ops.create('/x')[1], ops.create('/x/y')[2]));
    dialogue.flush();
    const replies = client.replies();
    expect(replies.map(({ err }) => err)).toEqual([0, 0, 0, -101]);
    expect(multiResults((replies[1] as (typeof replies)[0]).body)).toEqual([
      'error 0',
      'error 0',
      'error -101',
    ]);
  });

  test('PI8 an empty one succeeds', () => {
    expect(multi(new Dialogue().client(1), [])).toMatchObject({ err: 0, zxid: 2, results: [] });
  });

  test('PI8 permissions are those after the operations before', () => {
    const client = new Dialogue().client(1);
    const acl = [{ perms: Perms.all, scheme: 'digest', id: digestIdOf('nobody:x') }];
    const closed: Op = [
      OpCode.create,
      createRequest as Codec<unknown>,
      { path: '/closed', data: null, acl, flags: 0 },
    ];
    expect(multi(client, [closed, ops.create('/closed/x')]).results).toEqual(['error 0', 'error -102']);
  });

  test.each([
    ['reads', [ops.create('/a'), ops.getData('/a')]],
    [
      'setACL',
      [
        [
          OpCode.setACL,
          setAclRequest as Codec<unknown>,
          { path: '/', acl: [...OPEN_ACL], version: -1 },
        ] as Op,
      ],
    ],
    ['an unknown operation', [[99, createRequest as Codec<unknown>, ops.create('/a')[2]] as Op]],
    ['a TTL flag without a TTL', [ops.create('/a', 5)]],
  ])('PI8 %s in it fail it as a whole, with a zxid', (_, list) => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    expect(multi(client, list as Op[])).toMatchObject({ err: -5, zxid: 2 });
    expect(dialogue.entries().at(-1)?.body).toEqual({ type: OpCode.error, err: -5 });
    expect(exists(client, '/a').err).toBe(-101);
  });

  test('PI8 inside, the flags decide what is created', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    const ttl = (path: string, flags: number): Op => [
      OpCode.createTTL,
      createTtlRequest as Codec<unknown>,
      { path, data: null, acl: [...OPEN_ACL], flags, ttlMs: 1000 },
    ];
    expect(multi(client, [ops.create('/c', 4), ttl('/t', 5), ttl('/p', 0), ttl('/c2', 4)]).results).toEqual([
      'create2 /c v0',
      'create2 /t v0',
      'create /p',
      'create2 /c2 v0',
    ]);
    expect([...dialogue.tree.containers()]).toEqual(['/c', '/c2']);
    expect([...dialogue.tree.ttls()]).toEqual(['/t']);
    expect(multi(client, [ttl('/q', 9)]).results).toEqual(['error -8']);
  });

  test('PI8 flags that are none fail their operation', () => {
    const client = new Dialogue().client(1);
    expect(multi(client, [ops.create('/a'), ops.create('/b', 9)]).results).toEqual(['error 0', 'error -8']);
  });

  test('PI8 one whose entry would be too large for the log is refused, and leaves nothing', () => {
    const dialogue = new Dialogue({ maxBufferBytes: 2000 });
    const client = dialogue.client(1);
    for (let i = 0; i < 30; i++) {
      client.call(OpCode.auth, authPacket, { type: 0, scheme: 'digest', auth: utf8(`user${i}:x`) }, -4);
    }
    const acl = [{ perms: Perms.all, scheme: 'auth', id: '' }];
    const wide = (path: string): Op => [
      OpCode.create,
      createRequest as Codec<unknown>,
      { path, data: null, acl, flags: 0 },
    ];
    expect(multi(client, [wide('/a'), wide('/b')]).err).toBe(0);
    expect(multi(client, [wide('/c'), wide('/d'), wide('/e')])).toMatchObject({ err: -5, zxid: 3 });
    expect(dialogue.entries().at(-1)?.body).toEqual({ type: OpCode.error, err: -5 });
    expect(exists(client, '/c').err).toBe(-101);
    expect(create(client, '/c')).toMatchObject({ err: 0, zxid: 4 });
  });

  test('PI8 events of its operations come before its reply', () => {
    const client = new Dialogue().client(1);
    create(client, '/a');
    exists(client, '/b', true);
    getData(client, '/a', true);
    const replies = client.ask(
      OpCode.multi,
      multiBody([ops.setData('/a'), ops.create('/b'), ops.setData('/a')]),
      null,
    );
    expect(story(replies)).toEqual(['changed /a', 'created /b', 'reply 4']);
  });
});

describe('PI9 multiRead', () => {
  test('PI9 answers each operation by itself', () => {
    const client = new Dialogue().client(1);
    create(client, '/a');
    setData(client, '/a', new TextEncoder().encode('v'));
    create(client, '/a/c1');
    create(client, '/a/c2');
    create(client, '/closed', { acl: [{ perms: Perms.write, scheme: 'world', id: 'anyone' }] });
    const reads = [
      ops.getData('/a', true),
      ops.getChildren('/a', true),
      ops.getData('/none'),
      ops.getChildren('/closed'),
      ops.getData('/a/c1'),
    ];
    expect(multi(client, reads, OpCode.multiRead)).toMatchObject({
      err: 0,
      results: ['getData v v1', 'getChildren c1,c2', 'error -101', 'error -102', 'getData null v0'],
    });
    expect(client.ask(OpCode.setData, ops.setData('/a')[1], ops.setData('/a')[2])).toHaveLength(1);
  });

  test('PI9 anything but getData and getChildren fails it as a whole', () => {
    const client = new Dialogue().client(1);
    expect(multi(client, [ops.getData('/'), ops.create('/a')], OpCode.multiRead).err).toBe(-5);
    expect(multi(client, [ops.create('/a')], OpCode.multiRead).err).toBe(-5);
  });

  test('PI9 a reply that would pass the limit is refused, and the connection lives', () => {
    const client = new Dialogue().client(1);
    create(client, '/large');
    setData(client, '/large', new Uint8Array(1_000_000));
    const reads = Array.from({ length: 36 }, () => ops.getData('/large'));
    expect(multi(client, reads, OpCode.multiRead).err).toBe(-5);
    expect(exists(client, '/large').err).toBe(0);
  });
});
