import { adler32, ByteWriter, SNAPSHOT_MAGIC, type Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { type SnapshotContent, SnapshotReader } from '../../src/log/snapshot-reader.ts';
import { DataTree } from '../../src/tree/data-tree.ts';

/** Writes files as the versions of Apache differ. */
class File {
  readonly writer = new ByteWriter();

  /** Header, no sessions, and ACL lists by id. */
  constructor(acls: Record<number, string> = {}) {
    const { writer } = this;
    for (const value of [SNAPSHOT_MAGIC, 2, -1, -1, 0, Object.keys(acls).length]) writer.i32(value);
    for (const [id, scheme] of Object.entries(acls)) {
      writer.i64(Number(id));
      writer.i32(1);
      writer.i32(31);
      writer.string(scheme);
      writer.string('x');
    }
    this.node('', -1);
  }

  node(path: string, aclId: number): this {
    this.writer.string(path);
    this.writer.buffer(null);
    this.writer.i64(aclId);
    this.writer.raw(new Uint8Array(60));
    return this;
  }

  seal(): this {
    this.writer.i64(adler32(this.writer.view()));
    this.writer.string('/');
    return this;
  }

  end(): this {
    this.writer.string('/');
    return this.seal();
  }

  part(write: (writer: ByteWriter) => void): this {
    write(this.writer);
    return this.seal();
  }

  load(): { tree: DataTree; content: SnapshotContent } {
    const tree = new DataTree();
    const reader = new SnapshotReader(tree);
    for (const byte of this.writer.copy()) reader.push(Uint8Array.of(byte));
    return { tree, content: reader.finish() };
  }
}

const digest = (writer: ByteWriter): void => {
  writer.i64(7);
  writer.i32(2);
  writer.i64(99);
};
const lastZxid = (writer: ByteWriter): void => writer.i64(8);

describe('parts behind the nodes', () => {
  it('SN6 of 3.4: nothing but the seal', () => {
    expect(new File().end().load().content).toEqual({ sessions: [], digest: null, lastProcessedZxid: null });
  });

  it('SN6 of 3.6 and later: a digest, in 3.6.0 as hex text', () => {
    const content = new File().end().part(digest).load().content;
    expect(content).toMatchObject({ digest: { zxid: 7, version: 2, digest: 99n }, lastProcessedZxid: null });
    const old = new File().end().part((writer) => {
      writer.i64(7);
      writer.i32(1);
      writer.string('ff');
    });
    expect(old.load().content.digest).toEqual({ zxid: 7, version: 1, digest: 255n });
  });

  it('SN6 of 3.9: the last zxid behind the digest, or alone', () => {
    const both = new File().end().part(digest).part(lastZxid).load().content;
    expect(both).toMatchObject({ digest: { digest: 99n }, lastProcessedZxid: 8 });
    const alone = new File().end().part(lastZxid).load().content;
    expect(alone).toMatchObject({ digest: null, lastProcessedZxid: 8 });
  });

  it('SN6 more than that is an error', () => {
    expect(() => new File().end().part(digest).part(lastZxid).part(lastZxid).load()).toThrow(/snapshot/);
    expect(() =>
      new File()
        .end()
        .part((writer) => writer.raw(new Uint8Array(1000)))
        .load(),
    ).toThrow(/after the end/);
  });
});

describe('ACL ids', () => {
  it('SN7 an id without its list lets nobody in, until a create of the log names it', () => {
    const { tree } = new File({ 5: 'digest' }).node('/a', 5).node('/b', 6).node('/c', -1).end().load();
    const lists = ['/a', '/b', '/c'].map((path) => tree.acl(tree.find(path)));
    expect(lists).toEqual([
      [{ perms: 31, scheme: 'digest', id: 'x' }],
      [{ perms: 0, scheme: 'world', id: 'anyone' }],
      [{ perms: 31, scheme: 'world', id: 'anyone' }],
    ]);
    const list = [{ perms: 1, scheme: 'ip', id: '10.0.0.1' }];
    tree.create('/b', null, list, 0n, 1, 9 as Zxid, 0);
    expect(tree.acl(tree.find('/b'))).toEqual(list);
  });

  it('SN7 ids go on behind the largest', () => {
    const { tree } = new File({ 5: 'digest', 9: 'sasl' }).node('/a', 9).end().load();
    tree.create('/b', null, [{ perms: 1, scheme: 'ip', id: '10.0.0.1' }], 0n, 1, 9 as Zxid, 0);
    const writer = new ByteWriter();
    tree.writeAcls(writer);
    const view = new DataView(writer.copy().buffer);
    expect([view.getInt32(0), view.getBigInt64(4)]).toEqual([2, 9n]);
    expect(Buffer.from(writer.copy()).includes(Buffer.from([0, 0, 0, 0, 0, 0, 0, 10]))).toBe(true);
  });

  it('SN7 an id beyond 31 bits is refused', () => {
    expect(() =>
      new File()
        .node('/a', 2 ** 40)
        .end()
        .load(),
    ).toThrow(/ACL id/);
    expect(() => new File().node('/a', -2).end().load()).toThrow(/ACL id/);
  });
});
