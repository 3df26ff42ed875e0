import {
  authPacket,
  buffer,
  getAclResponse,
  i32,
  nullableString,
  OpCode,
  Perms,
  pathRecord,
  record,
  string,
  vector,
} from '@vivarium/jute';
import { expect, test } from 'vitest';
import { digestIdOf } from '../../src/tree/acl.ts';
import { Dialogue } from '../member/dialogue.ts';
import { utf8 } from '../member/requests.ts';

// kazoo writes every empty text as null, the id of `auth` in CREATOR_ALL_ACL too.

const acl = vector(record('ACL', { perms: i32, scheme: string, id: nullableString }));
const kazooCreate = record('CreateRequest', { path: string, data: buffer, acl, flags: i32 });
const kazooSetAcl = record('SetACLRequest', { path: string, acl, version: i32 });
const creatorAll = { perms: Perms.all, scheme: 'auth', id: null };

test('AC7 auth with a null id, as kazoo sends it, becomes who the client is', () => {
  const client = new Dialogue().client(1);
  client.call(OpCode.auth, authPacket, { type: 0, scheme: 'digest', auth: utf8('ada:secret') }, -4);
  const request = { path: '/mine', data: null, acl: [creatorAll], flags: 0 };
  expect(client.call(OpCode.create, kazooCreate, request).err).toBe(0);
  expect(client.call(OpCode.setACL, kazooSetAcl, { path: '/mine', acl: [creatorAll], version: 0 }).err).toBe(
    0,
  );
  const { body } = client.call(OpCode.getACL, pathRecord, { path: '/mine' });
  const ada = { perms: Perms.all, scheme: 'digest', id: digestIdOf('ada:secret') };
  expect(getAclResponse.read(body).acl).toEqual([ada]);
});
