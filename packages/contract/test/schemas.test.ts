import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  CREATE_KINDS,
  createBody,
  createKind,
  OPEN_PATHS_MAX,
  PAGE_MESSAGE_RIGHTS,
  pageMessage,
  setBody,
  statView,
} from '../src/index.ts';

const stat = {
  czxid: '0x100000001',
  mzxid: '0xffffffffffffffff',
  pzxid: '0x0',
  ctimeMs: 1,
  mtimeMs: 2,
  version: 0,
  cversion: -1,
  aversion: 0,
  ephemeralOwner: '0x0',
  dataLength: 0,
  numChildren: 0,
};

describe('the contract of HTTP and WebSocket', () => {
  it('carries 64-bit values as lower-case hex text and nothing else', () => {
    expect(Value.Check(statView, stat)).toBe(true);
    for (const czxid of [4294967297, '4294967297', '0x', '0X1', '0xFF', '0x10000000000000000']) {
      expect(Value.Check(statView, { ...stat, czxid })).toBe(false);
    }
  });

  it('refuses keys it does not know', () => {
    expect(Value.Check(statView, { ...stat, extra: 1 })).toBe(false);
    expect(Value.Check(pageMessage, { type: 'look', open: [], focus: null, admin: true })).toBe(false);
  });

  it('lists every kind of znode that the schema accepts', () => {
    for (const kind of CREATE_KINDS) expect(Value.Check(createKind, kind)).toBe(true);
    expect(CREATE_KINDS.length).toBe(createKind.anyOf.length);
  });

  it('lets any path through as it is: its validity is the server’s answer', () => {
    for (const path of ['/', '/dubbo%3A%2F%2F10.0.0.1', '/a?b=c&d#e', '/中文', '/__proto__', 'relative']) {
      expect(Value.Check(createBody, { path, data: '', kind: 'persistent' })).toBe(true);
    }
    expect(Value.Check(createBody, { path: '', data: '', kind: 'persistent' })).toBe(false);
  });

  it('takes a set only with the version and the creation that the writer saw', () => {
    const body = { path: '/a', data: 'aGk=', version: 3, czxid: '0x10' };
    expect(Value.Check(setBody, body)).toBe(true);
    expect(Value.Check(setBody, { path: '/a', data: 'aGk=', version: 3 })).toBe(false);
    expect(Value.Check(setBody, { path: '/a', data: 'aGk=', czxid: '0x10' })).toBe(false);
    expect(Value.Check(setBody, { ...body, version: 2 ** 31 })).toBe(false);
    expect(Value.Check(setBody, { ...body, data: 'not base64!' })).toBe(false);
  });

  it('bounds what a page may watch', () => {
    const open = Array.from({ length: OPEN_PATHS_MAX + 1 }, (_, index) => `/n${index}`);
    expect(Value.Check(pageMessage, { type: 'look', open: open.slice(1), focus: null })).toBe(true);
    expect(Value.Check(pageMessage, { type: 'look', open, focus: null })).toBe(false);
  });

  it('names a right for every message of a page', () => {
    const types = pageMessage.anyOf.map((member) => member.properties.type.const);
    expect(Object.keys(PAGE_MESSAGE_RIGHTS).sort()).toEqual([...types].sort());
  });
});
