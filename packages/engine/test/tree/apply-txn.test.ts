import {
  ByteReader,
  ErrorCode,
  OpCode,
  type SessionId,
  stat,
  type TxnHeader,
  type Zxid,
} from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { applyTxn, type TxnResult } from '../../src/tree/apply-txn.ts';
import { DataTree, NO_NODE } from '../../src/tree/data-tree.ts';
import { CONTAINER_OWNER, ttlOwner } from '../../src/tree/owner-index.ts';
import type { TreeListener } from '../../src/tree/tree-listener.ts';
import type { SubBody, TxnBody } from '../../src/tree/txn.ts';
import { OPEN } from './model-tree.ts';

const OWNER = 0x100000abcd0001n as SessionId;

class Server {
  readonly tree = new DataTree();
  readonly heard: string[] = [];
  zxid = 0;
  private readonly listener: TreeListener = {
    created: (path, parent, node) =>
      this.heard.push(`created ${path} under ${parent} ${this.tree.path(node)}`),
    deleted: (path, parent, node) =>
      this.heard.push(
        `deleted ${path} under ${parent} acl ${this.tree.acl(node).length} found ${this.tree.find(path)}`,
      ),
    dataChanged: (path) => this.heard.push(`changed ${path}`),
  };

  apply(body: TxnBody, sessionId = OWNER): TxnResult {
    return this.applyAt(++this.zxid, body, sessionId);
  }

  applyAt(zxid: number, body: TxnBody, sessionId = OWNER): TxnResult {
    const header: TxnHeader = {
      sessionId,
      cxid: 1,
      zxid: zxid as Zxid,
      timeMs: 1000 + zxid,
      type: body.type,
    };
    return applyTxn(this.tree, header, body, this.listener);
  }

  create(path: string, parentCVersion: number, ephemeral = false): TxnResult {
    return this.apply(create(path, parentCVersion, ephemeral));
  }

  stat(path: string) {
    return this.tree.stat(this.tree.find(path));
  }
}

function create(path: string, parentCVersion: number, ephemeral = false): SubBody {
  return { type: OpCode.create2, path, data: Uint8Array.of(1), acl: [...OPEN], ephemeral, parentCVersion };
}

describe('applyTxn', () => {
  it('TR3 create sets the three zxids of the child and raises cversion and pzxid of the parent', () => {
    const server = new Server();
    const { err, node, path } = server.create('/a', 1);
    expect([err, path]).toEqual([0, '/a']);
    expect(server.tree.stat(node)).toMatchObject({ czxid: 1, mzxid: 1, pzxid: 1, ctime: 1001, version: 0 });
    expect(server.stat('/')).toMatchObject({ pzxid: 1, numChildren: 2 });
    expect(server.tree.storedCversion(0)).toBe(1);
    // Older than what is there, as in replay: neither goes back.
    server.create('/b', 1);
    expect([server.tree.storedCversion(0), server.stat('/').pzxid]).toEqual([1, 1]);
    server.create('/c', -1);
    expect([server.tree.storedCversion(0), server.stat('/').pzxid]).toEqual([2, 3]);
  });

  it('TR4 delete leaves the stored cversion, so that the shown one counts creations and deletions', () => {
    const server = new Server();
    server.create('/a', 1);
    server.create('/a/x', 1);
    server.create('/a/y', 2);
    expect(server.stat('/a')).toMatchObject({ cversion: 2, numChildren: 2, pzxid: 3 });
    server.apply({ type: OpCode.delete, path: '/a/x' });
    expect(server.stat('/a')).toMatchObject({ cversion: 3, numChildren: 1, pzxid: 4 });
    expect(server.tree.storedCversion(server.tree.find('/a'))).toBe(2);
  });

  it('TR5 setData takes the version of the txn, setACL moves aversion alone', () => {
    const server = new Server();
    server.create('/a', 1);
    const { node } = server.apply({ type: OpCode.setData, path: '/a', data: null, version: 7 });
    expect(server.tree.data(node)).toBe(null);
    expect(server.stat('/a')).toMatchObject({
      version: 7,
      mzxid: 2,
      mtime: 1002,
      dataLength: 0,
      ctime: 1001,
    });
    server.apply({
      type: OpCode.setACL,
      path: '/a',
      acl: [{ perms: 1, scheme: 'world', id: 'anyone' }],
      version: 3,
    });
    expect(server.stat('/a')).toMatchObject({ aversion: 3, mzxid: 2, version: 7 });
    expect(server.tree.aclIsOpen(node)).toBe(false);
  });

  it('TR8 containers and TTL nodes keep their mark and show owner 0', () => {
    const server = new Server();
    const open = { data: null, acl: [...OPEN], parentCVersion: -1 };
    const container = server.apply({ type: OpCode.createContainer, path: '/c', ...open }).node;
    const ttl = server.apply({ type: OpCode.createTTL, path: '/t', ttlMs: 60_000, ...open }).node;
    const ephemeral = server.create('/e', -1, true).node;
    expect([container, ttl, ephemeral].map((node) => server.tree.ephemeralOwner(node))).toEqual([
      CONTAINER_OWNER,
      ttlOwner(60_000),
      OWNER,
    ]);
    expect(['/c', '/t', '/e'].map((path) => server.stat(path).ephemeralOwner)).toEqual([0n, 0n, OWNER]);
    expect([[...server.tree.containers()], [...server.tree.ttls()]]).toEqual([['/c'], ['/t']]);
    expect(server.tree.ephemeralsOf(OWNER)).toEqual(['/e']);
    expect(ttlOwner(60_000)).toBe(BigInt.asIntN(64, 0xff00_0000_0000_ea60n));
  });

  it('TR11 the listener hears child before parent, and can still look at what is deleted', () => {
    const server = new Server();
    server.create('/a', 1);
    server.create('/a/b', 1);
    server.apply({ type: OpCode.setData, path: '/a/b', data: null, version: 1 });
    server.apply({ type: OpCode.delete, path: '/a/b' });
    server.apply({ type: OpCode.setACL, path: '/a', acl: [...OPEN], version: 1 });
    expect(server.heard).toEqual([
      'created /a under / /a',
      'created /a/b under /a /a/b',
      'changed /a/b',
      'deleted /a/b under /a acl 1 found -1',
    ]);
  });

  it('TR12 a multi answers each operation with the Stat that it had then', () => {
    const server = new Server();
    const ops: SubBody[] = [
      create('/m', 1),
      create('/m/x', 1),
      { type: OpCode.setData, path: '/m', data: new Uint8Array(3), version: 1 },
      { type: OpCode.check, path: '/m', version: 1 },
      { type: OpCode.delete, path: '/m/x' },
    ];
    const result = server.apply({ type: OpCode.multi, ops });
    expect(result.err).toBe(0);
    expect(result.ops?.map(({ type, err, path }) => [type, err, path])).toEqual([
      [15, 0, '/m'],
      [15, 0, '/m/x'],
      [5, 0, '/m'],
      [13, 0, '/m'],
      [2, 0, '/m/x'],
    ]);
    expect(result.ops?.map(({ node }) => node !== NO_NODE)).toEqual([true, true, true, false, false]);
    const stats = new ByteReader(result.stats as Uint8Array);
    expect(stat.read(stats)).toMatchObject({ version: 0, numChildren: 0, dataLength: 1 });
    expect(stat.read(stats)).toMatchObject({ version: 0, numChildren: 0, dataLength: 1 });
    expect(stat.read(stats)).toMatchObject({ version: 1, numChildren: 1, dataLength: 3 });
  });

  it('TR12 a failed multi changes nothing: 0 before the failing operation, -2 behind it', () => {
    const server = new Server();
    const ops: SubBody[] = [create('/m', 1), { type: OpCode.error, err: -101 }, create('/n', 2)];
    const result = server.apply({ type: OpCode.multi, ops });
    expect(result.err).toBe(ErrorCode.noNode);
    expect(result.ops?.map(({ type, err }) => [type, err])).toEqual([
      [-1, 0],
      [-1, -101],
      [-1, -2],
    ]);
    expect([server.tree.nodeCount, server.heard, server.tree.lastProcessedZxid]).toEqual([5, [], 1]);
  });

  it('TR13 closeSession deletes the paths of the txn and whatever else the session owns', () => {
    const server = new Server();
    for (const path of ['/e1', '/e2', '/e3']) server.create(path, -1, true);
    const result = server.apply({ type: OpCode.closeSession, paths2Delete: ['/e2', '/gone'] });
    expect(result.err).toBe(0);
    expect(server.heard.slice(3).map((line) => line.slice(0, 11))).toEqual([
      'deleted /e2',
      'deleted /e1',
      'deleted /e3',
    ]);
    expect([server.tree.ephemeralsCount, [...server.tree.owners()]]).toEqual([0, []]);
    server.create('/e4', -1, true);
    server.apply({ type: OpCode.closeSession, paths2Delete: null });
    expect(server.tree.find('/e4')).toBe(NO_NODE);
  });

  it('TR9 replay over a tree that is ahead: NodeExists takes the ACL and raises the parent, NoNode is harmless', () => {
    const server = new Server();
    server.applyAt(10, create('/a', 3));
    const again: SubBody = {
      ...create('/a', 5),
      acl: [{ perms: 1, scheme: 'world', id: 'anyone' }],
    } as SubBody;
    expect(server.applyAt(12, again).err).toBe(ErrorCode.nodeExists);
    expect(server.tree.acl(server.tree.find('/a'))).toEqual([{ perms: 1, scheme: 'world', id: 'anyone' }]);
    expect([server.tree.storedCversion(0), server.stat('/').pzxid]).toEqual([5, 12]);
    expect(server.applyAt(13, { type: OpCode.delete, path: '/gone' }).err).toBe(ErrorCode.noNode);
    expect(server.stat('/').pzxid).toBe(13);
    expect(server.applyAt(14, { type: OpCode.delete, path: '/gone/x' }).err).toBe(ErrorCode.noNode);
    expect(server.applyAt(5, { type: OpCode.setData, path: '/gone', data: null, version: 1 }).err).toBe(-101);
    expect(server.tree.lastProcessedZxid).toBe(14);
  });

  it('TR9 a delete that finds children, as only replay over a fuzzy snapshot can, takes them along', () => {
    const server = new Server();
    server.create('/a', 1);
    server.create('/a/b', 1, true);
    server.create('/a/b/c', 1);
    expect(server.apply({ type: OpCode.delete, path: '/a' }).err).toBe(0);
    expect([server.tree.nodeCount, server.tree.ephemeralsCount]).toEqual([5, 0]);
    expect(server.create('/a', 2).err).toBe(0);
    expect(server.create('/a/b', 1).err).toBe(0);
  });
});
