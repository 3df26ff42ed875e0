import { describe, expect, test } from 'vitest';
import { ByteReader, createRequest, setAclRequest } from '../src/index.ts';

// kazoo writes every empty text as null (length -1), so its CREATOR_ALL_ACL, `auth` with an empty id, comes like this.

const AUTH_WITH_NULL_ID = [0, 0, 0, 31, 0, 0, 0, 4, 0x61, 0x75, 0x74, 0x68, 0xff, 0xff, 0xff, 0xff];
const PATH = [0, 0, 0, 2, 0x2f, 0x61];
const ONE = [0, 0, 0, 1];
const ZERO = [0, 0, 0, 0];

function read<T>(record: { read(reader: ByteReader): T }, bytes: number[]): T {
  return record.read(new ByteReader(Uint8Array.from(bytes)));
}

describe('the ACL of a request', () => {
  test('a null id is an empty one', () => {
    const acl = [{ perms: 31, scheme: 'auth', id: '' }];
    expect(read(createRequest, [...PATH, ...ZERO, ...ONE, ...AUTH_WITH_NULL_ID, ...ZERO]).acl).toEqual(acl);
    expect(read(setAclRequest, [...PATH, ...ONE, ...AUTH_WITH_NULL_ID, ...ZERO]).acl).toEqual(acl);
  });

  test('a null path is still refused', () => {
    const nothing = [0xff, 0xff, 0xff, 0xff];
    expect(() => read(setAclRequest, [...nothing, ...ONE, ...AUTH_WITH_NULL_ID, ...ZERO])).toThrow(
      'null found',
    );
  });
});
