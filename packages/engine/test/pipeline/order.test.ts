import { ByteWriter, OpCode, pathRecord, setDataRequest, watchedRequest } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { type Client, Dialogue, frame } from '../member/dialogue.ts';
import { create, exists, setData, statOf } from '../member/requests.ts';

function sendSet(client: Client, path: string, version = -1): void {
  client.send(client.request(OpCode.setData, setDataRequest, { path, data: null, version }));
}

function sendExists(client: Client, path: string): void {
  client.send(client.request(OpCode.exists, watchedRequest, { path, watch: false }));
}

describe('PI7 order', () => {
  test('PI7 replies come in the order of requests; reads see the writes before them and none after', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    dialogue.flushing = false;
    sendExists(client, '/a');
    sendSet(client, '/a');
    sendExists(client, '/a');
    client.send(client.request(OpCode.ping, undefined, undefined, 77));
    client.send(client.request(OpCode.setData));
    client.send(client.request(OpCode.sync, pathRecord, { path: '/a' }));
    sendSet(client, '/none');
    sendSet(client, '/a');
    sendExists(client, '/a');
    expect(client.replies().map(({ xid }) => xid)).toEqual([2]);
    dialogue.flush();
    const replies = client.replies();
    expect(replies.map(({ xid, zxid, err }) => [xid, zxid, err])).toEqual([
      [3, 3, 0],
      [4, 3, 0],
      [-2, 3, 0],
      [5, 4, -5],
      [6, 4, 0],
      [7, 5, -101],
      [8, 6, 0],
      [9, 6, 0],
    ]);
    const versions = [0, 1, 6, 7].map((at) => statOf(replies[at] as (typeof replies)[0]).version);
    expect(versions).toEqual([1, 1, 2, 2]);
    expect(replies[4]?.body.string()).toBe('/a');
  });

  test('PI7 a read of one connection does not wait for a write of another', () => {
    const dialogue = new Dialogue();
    const writer = dialogue.client(1);
    const reader = dialogue.client(2);
    create(writer, '/a');
    dialogue.flushing = false;
    sendSet(writer, '/a');
    const reply = exists(reader, '/a');
    expect(reply).toMatchObject({ zxid: 3, err: 0 });
    expect(statOf(reply).version).toBe(0);
    dialogue.flush();
    expect(writer.replies()).toMatchObject([{ zxid: 4 }]);
  });

  test('PI7 what waits between two writes is answered with the zxid of the first', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    create(client, '/a');
    dialogue.flushing = false;
    sendSet(client, '/a');
    sendExists(client, '/a');
    sendSet(client, '/a');
    dialogue.step({ type: 'flushed', zxid: 3 as never });
    expect(client.replies().map(({ xid, zxid }) => [xid, zxid])).toEqual([
      [2, 3],
      [3, 3],
    ]);
    dialogue.flush();
    expect(client.replies().map(({ xid }) => xid)).toEqual([4]);
  });

  test('PI7 sync answers any path', () => {
    const reply = new Dialogue().client(1).call(OpCode.sync, pathRecord, { path: '/nowhere' });
    expect(reply.err).toBe(0);
    expect(reply.body.string()).toBe('/nowhere');
  });

  test('PI7 an operation that is refused is answered at once, before what waits, which is then dropped', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    dialogue.flushing = false;
    sendSet(client, '/none');
    client.send(client.request(OpCode.check));
    dialogue.flush();
    expect(client.replies()).toMatchObject([{ xid: 2, err: -6 }]);
    expect(dialogue.member.view().outstanding).toBe(0);
  });

  test('PI7 the zxid goes on after the last counter of an epoch at 1', () => {
    const dialogue = new Dialogue();
    dialogue.tree.lastProcessedZxid = 0xfffffffe as never;
    const late = new Dialogue({}, new Map(), dialogue.tree);
    const client = late.client(1);
    expect(setData(client, '/zookeeper').zxid).toBe(0x1_0000_0001);
  });

  test('PI7 malformed reads are answered -5, and the connection lives', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    for (const op of [2, 3, 4, 6, 8, 9, 12, 17, 18, 22, 101, 103, 104, 105, 106]) {
      expect(client.call(op)).toMatchObject({ err: -5 });
    }
    const body = new ByteWriter();
    body.i32(5);
    body.i32(OpCode.getData);
    body.i32(-1);
    body.bool(false);
    client.send(frame(body.copy()));
    expect(client.replies()).toMatchObject([{ xid: 5, err: -5 }]);
    expect(exists(client, '/').err).toBe(0);
  });
});
