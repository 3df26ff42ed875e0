import {
  type Acl,
  type ByteReader,
  type ByteWriter,
  type Codec,
  createRequest,
  createResponse,
  createTtlRequest,
  deleteRequest,
  getChildrenResponse,
  getDataResponse,
  multiHeader,
  OpCode,
  type Stat,
  setAclRequest,
  setDataRequest,
  statResponse,
  watchedRequest,
  watcherEvent,
} from '@vivarium/jute';
import { OPEN_ACL } from '../../src/tree/acl.ts';
import type { Client, Reply } from './dialogue.ts';

// Short names for the requests of a dialogue.

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export function create(
  client: Client,
  path: string,
  { flags = 0, data = null as Uint8Array | null, acl = OPEN_ACL as readonly Acl[], op = 1 } = {},
): Reply {
  return last(client.ask(op, createRequest, { path, data, acl: [...acl], flags }));
}

export function createTtl(client: Client, path: string, ttlMs: number, flags = 5): Reply {
  return last(
    client.ask(OpCode.createTTL, createTtlRequest, { path, data: null, acl: [...OPEN_ACL], flags, ttlMs }),
  );
}

export function setData(client: Client, path: string, data: Uint8Array | null = null, version = -1): Reply {
  return last(client.ask(OpCode.setData, setDataRequest, { path, data, version }));
}

export function setAcl(client: Client, path: string, acl: readonly Acl[], version = -1): Reply {
  return last(client.ask(OpCode.setACL, setAclRequest, { path, acl: [...acl], version }));
}

export function remove(client: Client, path: string, version = -1): Reply {
  return last(client.ask(OpCode.delete, deleteRequest, { path, version }));
}

export function getData(client: Client, path: string, watch = false): Reply {
  return client.call(OpCode.getData, watchedRequest, { path, watch });
}

export function exists(client: Client, path: string, watch = false): Reply {
  return client.call(OpCode.exists, watchedRequest, { path, watch });
}

export function getChildren(client: Client, path: string, watch = false): Reply {
  return client.call(OpCode.getChildren, watchedRequest, { path, watch });
}

export function createdPath(reply: Reply): string {
  return createResponse.read(reply.body).path;
}

export function dataOf(reply: Reply): Uint8Array | null {
  const { data } = getDataResponse.read(reply.body);
  return data === null ? null : data.slice();
}

export function statOf(reply: Reply): Stat {
  return statResponse.read(reply.body).stat;
}

export function childrenOf(reply: Reply): string[] {
  return getChildrenResponse.read(reply.body).children;
}

const EVENTS: Record<number, string> = { 1: 'created', 2: 'deleted', 3: 'changed', 4: 'children' };

/** Events as text, replies as their xid: the order in which a client saw them. */
export function story(replies: readonly Reply[]): string[] {
  return replies.map((reply) => {
    if (reply.xid !== -1) return `reply ${reply.xid}`;
    const { type, path } = watcherEvent.read(reply.body);
    return `${EVENTS[type]} ${path}`;
  });
}

function last(replies: readonly Reply[]): Reply {
  const reply = replies.at(-1);
  if (reply === undefined) throw new Error('no reply');
  return reply;
}

/** The body of a multi or multiRead. */
export function multiBody(ops: readonly (readonly [number, Codec<unknown>, unknown])[]): Codec<null> {
  return {
    name: 'MultiRequest',
    minBytes: 9,
    read: () => null,
    write(writer: ByteWriter) {
      for (const [type, codec, body] of ops) {
        multiHeader.write(writer, { type, done: false, err: -1 });
        codec.write(writer, body);
      }
      multiHeader.write(writer, { type: -1, done: true, err: -1 });
    },
  };
}

export const ops = {
  create: (path: string, flags = 0, op: number = OpCode.create) =>
    [op, createRequest as Codec<unknown>, { path, data: null, acl: [...OPEN_ACL], flags }] as const,
  delete: (path: string, version = -1) =>
    [OpCode.delete, deleteRequest as Codec<unknown>, { path, version }] as const,
  setData: (path: string, version = -1) =>
    [OpCode.setData, setDataRequest as Codec<unknown>, { path, data: utf8('x'), version }] as const,
  check: (path: string, version = -1) =>
    [OpCode.check, deleteRequest as Codec<unknown>, { path, version }] as const,
  getData: (path: string, watch = false) =>
    [OpCode.getData, watchedRequest as Codec<unknown>, { path, watch }] as const,
  getChildren: (path: string, watch = false) =>
    [OpCode.getChildren, watchedRequest as Codec<unknown>, { path, watch }] as const,
};

/** The results of a multi as text: "create /a", "setData v1", "delete", "error -101". */
export function multiResults(body: ByteReader): string[] {
  const results: string[] = [];
  for (;;) {
    const { type, done, err } = multiHeader.read(body);
    if (done) return results;
    switch (type) {
      case OpCode.error:
        if (body.i32() !== err) throw new Error('header and body of an error differ');
        results.push(`error ${err}`);
        break;
      case OpCode.create:
        results.push(`create ${body.string()}`);
        break;
      case OpCode.create2:
        results.push(`create2 ${body.string()} v${statResponse.read(body).stat.version}`);
        break;
      case OpCode.setData:
        results.push(`setData v${statResponse.read(body).stat.version}`);
        break;
      case OpCode.getData: {
        const { data, stat } = getDataResponse.read(body);
        results.push(`getData ${data === null ? 'null' : new TextDecoder().decode(data)} v${stat.version}`);
        break;
      }
      case OpCode.getChildren:
        results.push(`getChildren ${getChildrenResponse.read(body).children.sort().join(',')}`);
        break;
      default:
        results.push(type === OpCode.delete ? 'delete' : 'check');
    }
  }
}
