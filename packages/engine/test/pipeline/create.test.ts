import { create2Response, OpCode, Perms, createRequest as request } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { digestIdOf, OPEN_ACL } from '../../src/tree/acl.ts';
import { Dialogue } from '../member/dialogue.ts';
import {
  create,
  createdPath,
  createTtl,
  exists,
  getData,
  remove,
  setData,
  statOf,
  utf8,
} from '../member/requests.ts';

const NOBODY = [{ perms: Perms.all, scheme: 'digest', id: digestIdOf('nobody:x') }];

describe('PI1 create', () => {
  test('PI1 answers the path; create2 the Stat too', () => {
    const client = new Dialogue().client(1);
    expect(createdPath(create(client, '/a', { data: utf8('v') }))).toBe('/a');
    const reply = create(client, '/b', { op: OpCode.create2, data: utf8('vw') });
    expect(reply).toMatchObject({ err: 0, zxid: 3 });
    expect(create2Response.read(reply.body)).toMatchObject({
      path: '/b',
      stat: { czxid: 3, mzxid: 3, pzxid: 3, version: 0, dataLength: 2, numChildren: 0, ephemeralOwner: 0n },
    });
  });

  test('PI1 null data stay null', () => {
    const client = new Dialogue().client(1);
    create(client, '/a');
    const { body } = getData(client, '/a');
    expect(body.i32()).toBe(-1);
  });

  test('PI1 an ephemeral belongs to the session and has no children', () => {
    const client = new Dialogue().client(1);
    create(client, '/e', { flags: 1 });
    expect(statOf(exists(client, '/e')).ephemeralOwner).toBe(client.sessionId);
    expect(create(client, '/e/x').err).toBe(-108);
  });

  test('PI1 a sequential name ends with the parent stored cversion, which deletes do not move', () => {
    const client = new Dialogue().client(1);
    create(client, '/q');
    expect(createdPath(create(client, '/q/n-', { flags: 2 }))).toBe('/q/n-0000000000');
    expect(createdPath(create(client, '/q/n-', { flags: 3 }))).toBe('/q/n-0000000001');
    remove(client, '/q/n-0000000000');
    create(client, '/q/other');
    expect(createdPath(create(client, '/q/', { flags: 2 }))).toBe('/q/0000000003');
    expect(statOf(exists(client, '/q'))).toMatchObject({ cversion: 5, numChildren: 3 });
  });

  test('PI1 creates that are on their way count already', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    const other = dialogue.client(2);
    dialogue.flushing = false;
    for (const each of [client, other, client]) {
      each.send(
        each.request(OpCode.create, request, { path: '/s', data: null, acl: [...OPEN_ACL], flags: 2 }),
      );
    }
    client.send(
      client.request(OpCode.create, request, {
        path: '/s0000000000/x',
        data: null,
        acl: [...OPEN_ACL],
        flags: 0,
      }),
    );
    client.send(
      client.request(OpCode.create, request, {
        path: '/s0000000000',
        data: null,
        acl: [...OPEN_ACL],
        flags: 0,
      }),
    );
    dialogue.flush();
    const replies = client.replies();
    expect(replies.map((reply) => reply.err)).toEqual([0, 0, 0, -110]);
    expect(replies.slice(0, 3).map(createdPath)).toEqual(['/s0000000000', '/s0000000002', '/s0000000000/x']);
    expect(other.replies().map(createdPath)).toEqual(['/s0000000001']);
  });
});

describe('PI2 the operation decides about containers and TTL nodes', () => {
  test('PI2 createContainer makes one; create with its flag does not', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    expect(create(client, '/c', { op: OpCode.createContainer, flags: 4 }).err).toBe(0);
    expect(create(client, '/d', { op: OpCode.createContainer, flags: 0 }).err).toBe(0);
    expect(create(client, '/p', { flags: 4 }).err).toBe(0);
    expect([...dialogue.tree.containers()]).toEqual(['/c', '/d']);
    expect(statOf(exists(client, '/c')).ephemeralOwner).toBe(0n);
  });

  test('PI2 createTTL needs a TTL flag and a TTL from 1 to 2^40-1', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    expect(createTtl(client, '/t', 1).err).toBe(0);
    expect(createTtl(client, '/t', 2 ** 40 - 1, 6).err).toBe(0);
    expect(createTtl(client, '/u', 0).err).toBe(-8);
    expect(createTtl(client, '/u', -1).err).toBe(-8);
    expect(createTtl(client, '/u', 2 ** 40).err).toBe(-8);
    for (const flags of [0, 1, 2, 3, 4]) expect(createTtl(client, '/u', 1000, flags).err).toBe(-8);
    for (const flags of [5, 6]) expect(create(client, '/u', { flags }).err).toBe(-8);
    expect([...dialogue.tree.ttls()]).toEqual(['/t', '/t0000000001']);
  });

  test('PI2 TTLs need extended types', () => {
    const client = new Dialogue({ extendedTypesEnabled: false }).client(1);
    expect(createTtl(client, '/t', 1000).err).toBe(-6);
    expect(create(client, '/t', { flags: 5 }).err).toBe(-6);
  });

  test.each([[-1], [7], [100]])('PI2 flags %d are none', (flags) => {
    expect(create(new Dialogue().client(1), '/a', { flags }).err).toBe(-8);
  });
});

describe('PI3 the order of the checks in create', () => {
  test('PI3 slash and NUL, ACL, parent, permission, sequence, path, existence, ephemeral parent, quota', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/t');
    create(client, '/closed', { acl: [{ perms: Perms.read, scheme: 'world', id: 'anyone' }] });
    create(client, '/closed2', { acl: NOBODY });
    create(client, '/e', { flags: 1 });
    // Each line breaks the rule named by its error and every later one that it can.
    expect(create(client, 'noslash', { acl: [] }).err).toBe(-8);
    expect(create(client, '/nul\0/x', { acl: [] }).err).toBe(-8);
    expect(create(client, '/none//x', { acl: [] }).err).toBe(-114);
    expect(create(client, '/t//b').err).toBe(-101);
    expect(create(client, 'a/b').err).toBe(-101);
    expect(create(client, '/closed/..').err).toBe(-102);
    expect(create(client, '/closed2/.').err).toBe(-102);
    expect(create(client, '/e/.').err).toBe(-8);
    expect(create(client, '/e/').err).toBe(-8);
    expect(create(client, '/').err).toBe(-110);
    expect(create(client, '/t').err).toBe(-110);
    expect(create(client, '/e/x').err).toBe(-108);
  });

  test('PI3 a hard quota comes last, also for setData', () => {
    const client = new Dialogue().client(1);
    create(client, '/t');
    create(client, '/zookeeper/quota/t');
    create(client, '/zookeeper/quota/t/zookeeper_limits', {
      data: utf8('count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=2'),
    });
    create(client, '/zookeeper/quota/t/zookeeper_stats', { data: utf8('count=0,bytes=0') });
    expect(create(client, '/t/a', { data: utf8('12345') }).err).toBe(0);
    expect(create(client, '/t/a').err).toBe(-110);
    expect(create(client, '/t/b').err).toBe(-125);
    expect(setData(client, '/t/a', utf8('1234567890')).err).toBe(0);
    expect(setData(client, '/t/a', utf8('12345678901')).err).toBe(-125);
    expect(setData(client, '/t/a', utf8('12345678901'), 7).err).toBe(-125);
  });

  test('PI3 quotas do not refuse while they are not enforced', () => {
    const client = new Dialogue({ enforceQuota: false }).client(1);
    create(client, '/t');
    create(client, '/zookeeper/quota/t');
    create(client, '/zookeeper/quota/t/zookeeper_limits', {
      data: utf8('count=-1,bytes=-1=;countHardLimit=1'),
    });
    create(client, '/zookeeper/quota/t/zookeeper_stats', { data: utf8('count=0,bytes=0') });
    expect(create(client, '/t/a').err).toBe(0);
  });
});
