import {
  ByteReader,
  ByteWriter,
  createTxnV0,
  OpCode,
  type SessionId,
  txnHeader,
  type Zxid,
} from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEntry, readTxn, type SubBody, type TxnBody, writeTxn } from '../../src/tree/txn.ts';

const text = fc.string({ maxLength: 20 });
const data = fc.option(fc.uint8Array({ maxLength: 30 }));
const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const acl = fc.array(fc.record({ perms: i32, scheme: text, id: text }), { maxLength: 3 });
const created = { path: text, data, acl, parentCVersion: i32 };

const sub: fc.Arbitrary<SubBody> = fc.oneof(
  fc.record({ type: fc.constantFrom(OpCode.create, OpCode.create2), ...created, ephemeral: fc.boolean() }),
  fc.record({ type: fc.constant(OpCode.createContainer), ...created }),
  fc.record({ type: fc.constant(OpCode.createTTL), ...created, ttlMs: fc.nat() }),
  fc.record({ type: fc.constantFrom(OpCode.delete, OpCode.deleteContainer), path: text }),
  fc.record({ type: fc.constantFrom(OpCode.setData, OpCode.reconfig), path: text, data, version: i32 }),
  fc.record({ type: fc.constant(OpCode.setACL), path: text, acl, version: i32 }),
  fc.record({ type: fc.constant(OpCode.check), path: text, version: i32 }),
  fc.record({ type: fc.constant(OpCode.error), err: i32 }),
);
const body: fc.Arbitrary<TxnBody> = fc.oneof(
  sub,
  fc.record({ type: fc.constant(OpCode.multi), ops: fc.array(sub, { maxLength: 5 }) }),
  fc.record({ type: fc.constant(OpCode.createSession), timeoutMs: i32 }),
  fc.record({
    type: fc.constant(OpCode.closeSession),
    paths2Delete: fc.array(
      text.map((name) => `/${name}`),
      { maxLength: 4 },
    ),
  }),
);

function entry(type: number, write: (writer: ByteWriter) => void): ByteReader {
  const writer = new ByteWriter();
  txnHeader.write(writer, { sessionId: 5n as SessionId, cxid: 1, zxid: 7 as Zxid, timeMs: 9, type });
  write(writer);
  return new ByteReader(writer.copy());
}

function writeDigest(writer: ByteWriter): void {
  writer.i32(2);
  writer.i64(12345);
}

describe('txn bodies', () => {
  it('TR7 read back what was written, with a digest behind and without', () => {
    fc.assert(
      fc.property(body, fc.boolean(), (written, digested) => {
        const reader = entry(written.type, (writer) => {
          writeTxn(writer, written);
          if (digested) writeDigest(writer);
        });
        const read = readEntry(reader);
        expect(read.body).toEqual(written);
        expect(read.digest).toEqual(digested ? { version: 2, treeDigest: 12345n } : null);
        expect(reader.remaining()).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('TR7 a create of logs before 3.4 has no cversion: "one more"', () => {
    const writer = new ByteWriter();
    createTxnV0.write(writer, { path: '/a', data: null, acl: [], ephemeral: true });
    const read = readTxn(new ByteReader(writer.copy()), OpCode.create);
    expect(read).toEqual({ type: 1, path: '/a', data: null, acl: [], ephemeral: true, parentCVersion: -1 });
  });

  it('TR7 a closeSession of logs before 3.6 has no paths, with a digest or without', () => {
    const bare = readEntry(entry(OpCode.closeSession, () => undefined));
    expect(bare.body).toEqual({ type: OpCode.closeSession, paths2Delete: null });
    const digested = readEntry(entry(OpCode.closeSession, writeDigest));
    expect(digested.body).toEqual({ type: OpCode.closeSession, paths2Delete: null });
    expect(digested.digest?.treeDigest).toBe(12345n);
  });

  it('TR7 refuses types that no log holds, in a multi too, and operations that end early', () => {
    for (const type of [0, 3, 99, OpCode.ping]) {
      expect(() => readTxn(new ByteReader(new Uint8Array(40)), type)).toThrow(/transaction type/);
    }
    const nested = new ByteWriter();
    for (const value of [1, OpCode.multi, 4, 0]) nested.i32(value);
    expect(() => readTxn(new ByteReader(nested.copy()), OpCode.multi)).toThrow(/transaction type 14/);
    const short = new ByteWriter();
    for (const value of [1, OpCode.error, 2, 0, 0]) short.i32(value);
    expect(() => readTxn(new ByteReader(short.copy()), OpCode.multi)).toThrow(/needed/);
  });
});
