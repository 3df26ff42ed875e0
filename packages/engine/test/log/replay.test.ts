import { ByteWriter, makeZxid, OpCode, type SessionId, txnHeader, type Zxid } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { Replay } from '../../src/log/replay.ts';
import { OPEN_ACL } from '../../src/tree/acl.ts';
import { DataTree } from '../../src/tree/data-tree.ts';
import { type TxnBody, writeTxn } from '../../src/tree/txn.ts';

const alice = 0x100000000000001n as SessionId;

function entry(zxid: number, body: TxnBody, sessionId: SessionId = alice): Uint8Array {
  const writer = new ByteWriter();
  txnHeader.write(writer, { sessionId, cxid: 0, zxid: zxid as Zxid, timeMs: 1000 + zxid, type: body.type });
  writeTxn(writer, body);
  return writer.copy();
}

function create(path: string, ephemeral = false): TxnBody {
  return { type: OpCode.create, path, data: null, acl: [...OPEN_ACL], ephemeral, parentCVersion: 1 };
}

function replayOf(from: Zxid | null): { tree: DataTree; sessions: Map<SessionId, number>; replay: Replay } {
  const tree = new DataTree();
  const sessions = new Map<SessionId, number>();
  return { tree, sessions, replay: new Replay(tree, sessions, from) };
}

describe('Replay', () => {
  test('LO10 transactions make the tree, sessions come and go with theirs', () => {
    const { tree, sessions, replay } = replayOf(0 as Zxid);
    const bodies: TxnBody[] = [
      { type: OpCode.createSession, timeoutMs: 4000 },
      create('/a'),
      create('/a/e', true),
      { type: OpCode.error, err: -101 },
      { type: OpCode.closeSession, paths2Delete: ['/a/e'] },
    ];
    for (const [i, body] of bodies.entries()) {
      replay.accept(entry(i + 1, body), 'log.1', i);
      if (i === 2) expect([...sessions]).toEqual([[alice, 4000]]);
    }
    expect(tree.children(tree.find('/a'))).toEqual([]);
    expect(sessions.size).toBe(0);
    expect(replay).toMatchObject({ replayed: 5, lastZxid: 5 });
    expect(tree.lastProcessedZxid).toBe(5);
  });

  test('LO10 what the snapshot already has is passed over', () => {
    const { tree, replay } = replayOf(3 as Zxid);
    for (const zxid of [1, 2, 3, 4]) replay.accept(entry(zxid, create(`/n${zxid}`)), 'log.1', zxid);
    expect(tree.children(tree.find('/')).sort()).toEqual(['n4', 'zookeeper']);
    expect(replay).toMatchObject({ replayed: 1, lastZxid: 4 });
  });

  test('LO7 a snapshot that the log does not pass through stays missed', () => {
    const { replay } = replayOf(0 as Zxid);
    const received = makeZxid(2, 9);
    for (const zxid of [2 as Zxid, received]) replay.missed.add(zxid);
    for (const zxid of [1, 2, makeZxid(3, 1)]) replay.accept(entry(zxid, create(`/n${zxid}`)), 'log.1', 0);
    expect([...replay.missed]).toEqual([received]);
  });

  test('LO8 a missing transaction is named, with both files', () => {
    const { replay } = replayOf(0 as Zxid);
    replay.accept(entry(1, create('/a')), 'log.1', 16);
    expect(() => replay.accept(entry(3, create('/b')), 'log.3', 16)).toThrow(
      'log.3, offset 16: transactions are missing: after 0x1 (end of log.1) comes 0x3',
    );
  });

  test('LO8 logs that begin behind the snapshot leave a gap', () => {
    const { replay } = replayOf(makeZxid(1, 5));
    expect(() => replay.accept(entry(makeZxid(1, 7), create('/a')), 'log.100000007', 16)).toThrow(/missing/);
    expect(() => replay.accept(entry(makeZxid(2, 2), create('/a')), 'log.200000002', 16)).toThrow(/missing/);
  });

  test('LO8 a transaction after a later one is refused', () => {
    const { replay } = replayOf(0 as Zxid);
    replay.accept(entry(1, create('/a')), 'log.1', 16);
    expect(() => replay.accept(entry(1, create('/a')), 'log.1', 99)).toThrow(
      /offset 99: zxid 0x1 comes after 0x1/,
    );
  });

  test('LO8 an error record that takes no zxid of its own is passed over, as Apache 3.9 writes it', () => {
    const { replay } = replayOf(0 as Zxid);
    const error: TxnBody = { type: OpCode.error, err: -5 };
    replay.accept(entry(1, create('/a')), 'log.1', 16);
    replay.accept(entry(1, error), 'log.1', 99);
    replay.accept(entry(makeZxid(1, 0), error), 'log.100000000', 16);
    replay.accept(entry(makeZxid(1, 1), create('/b')), 'log.100000000', 99);
    expect(replay).toMatchObject({ replayed: 2, lastZxid: makeZxid(1, 1) });
    expect(() => replay.accept(entry(1, error), 'log.100000000', 200)).toThrow(/comes after/);
    expect(() => replay.accept(entry(makeZxid(1, 3), error), 'log.100000000', 300)).toThrow(/missing/);
  });

  test('LO8 without a snapshot the first transaction says where the log begins, if logs alone are trusted', () => {
    const { replay } = replayOf(null);
    replay.accept(entry(7, create('/a')), 'log.7', 16);
    replay.accept(entry(8, create('/b')), 'log.7', 99);
    expect(replay.lastZxid).toBe(8);
  });

  test('LO10 a record that is no transaction is refused with its place', () => {
    const { replay } = replayOf(0 as Zxid);
    const cut = entry(1, create('/abcdef')).slice(0, 38);
    expect(() => replay.accept(cut, 'log.1', 16)).toThrow(/^log.1, offset 16: this is no transaction/);
    const unknown = entry(1, create('/a'));
    unknown[31] = 99;
    expect(() => replay.accept(unknown, 'log.1', 16)).toThrow(/transaction type 99/);
  });
});
