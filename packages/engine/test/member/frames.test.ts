import { createRequest, OpCode, setDataRequest, watchedRequest as watched } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameBuffer } from '../../src/member/frames.ts';
import { OPEN_ACL } from '../../src/tree/acl.ts';
import { CONFIG, Dialogue, frame } from './dialogue.ts';
import { create, dataOf, exists, getData, utf8 } from './requests.ts';

describe('SE7 frames', () => {
  test('SE7 any cut of the byte stream gives the same replies', () => {
    const whole = new Dialogue();
    const script = (dialogue: Dialogue): Uint8Array => {
      const client = dialogue.client(1);
      create(client, '/a', { data: utf8('hello') });
      const parts = [
        client.request(OpCode.ping, undefined, undefined, -2),
        ...[1, 2, 3].map((xid) =>
          client.request(OpCode.getData, watched, { path: '/a', watch: xid === 2 }, xid),
        ),
        client.request(
          OpCode.setData,
          setDataRequest,
          { path: '/a', data: utf8('x'.repeat(3000)), version: -1 },
          4,
        ),
        client.request(OpCode.getData, watched, { path: '/a', watch: false }, 5),
      ];
      return Uint8Array.from(parts.flatMap((part) => [...part]));
    };
    const bytes = script(whole);
    whole.step({ type: 'clientBytes', connection: 1, bytes });
    const expected = whole.take(1);
    expect(expected.length).toBeGreaterThan(3000);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const dialogue = new Dialogue();
        script(dialogue);
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        for (let i = 1; i < edges.length; i++) {
          const part = bytes.slice(edges[i - 1], edges[i]);
          dialogue.step({ type: 'clientBytes', connection: 1, bytes: part });
          // The member keeps nothing of a chunk beyond its step.
          part.fill(0xee);
        }
        expect(dialogue.take(1)).toEqual(expected);
      }),
    );
  });

  test('SE7 the largest frame is taken, one byte more closes before its bytes come', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    const data = new Uint8Array(CONFIG.maxBufferBytes - 8 - 6 - 4 - 27 - 4);
    const request = client.request(OpCode.create, createRequest, {
      path: '/a',
      data,
      acl: [...OPEN_ACL],
      flags: 0,
    });
    expect(request.length - 4).toBe(CONFIG.maxBufferBytes);
    client.send(request);
    expect(client.replies()).toMatchObject([{ err: 0 }]);
    expect(dataOf(getData(client, '/a'))).toHaveLength(data.length);
    client.send(Uint8Array.of(0, 0x10, 0, 0));
    expect(dialogue.closeCause(1)).toContain('jute.maxbuffer');
    expect(dialogue.take(1)).toHaveLength(0);
  });

  test.each([[-1], [-2147483648], [0x7fffffff]])('SE7 a length of %d closes without a reply', (length) => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    const neighbour = dialogue.client(2);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, length);
    client.send(bytes);
    expect(dialogue.closeCause(1)).toContain(String(length));
    expect(exists(neighbour, '/').err).toBe(0);
  });

  test.each([[0], [1], [7]])('SE7 a request of %d bytes has no header: closed', (length) => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    client.send(frame(new Uint8Array(length)));
    expect(dialogue.closeCause(1)).toContain('header');
  });

  test('SE7 memory is taken for what came, not for what was announced', () => {
    const frames = new FrameBuffer();
    frames.append(Uint8Array.of(0, 0x0f, 0xff, 0xff, 1, 2, 3), 0, 7);
    expect(frames.bytes.length).toBeLessThan(2000);
    frames.append(new Uint8Array(100_000), 0, 100_000);
    expect(frames.bytes.length).toBeLessThan(110_000);
    frames.clear();
    expect(frames.bytes).toHaveLength(0);
  });

  test('SE7 bytes for a connection that is closed are dropped', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    client.send(Uint8Array.of(0xff, 0xff, 0xff, 0xff));
    client.send(client.request(OpCode.ping, undefined, undefined, -2));
    expect(dialogue.take(1)).toHaveLength(0);
  });
});

describe('SE8 four-letter words', () => {
  test.each([['ruok'], ['srvr'], ['mntr'], ['wchp'], ['stmk']])(
    'SE8 %s before a session goes to the host',
    (word) => {
      const dialogue = new Dialogue();
      const client = dialogue.open(1);
      client.send(utf8(word.slice(0, 1)));
      expect(dialogue.clientOrders).toEqual([]);
      client.send(utf8(`${word.slice(1)}\n`));
      expect(dialogue.clientOrders).toEqual([{ type: 'fourLetterWord', connection: 1, word }]);
      client.send(utf8(word));
      expect(dialogue.clientOrders).toHaveLength(1);
      expect(dialogue.member.view().received).toBe(1);
      dialogue.advance(20_000);
      expect(dialogue.closeCause(1)).toBeUndefined();
    },
  );

  test.each([['lead'], ['quit'], ['GET ']])('SE8 %s is a length, and far too long', (word) => {
    const dialogue = new Dialogue();
    dialogue.open(1).send(utf8(word));
    expect(dialogue.closeCause(1)).toContain('jute.maxbuffer');
  });

  test('SE8 after the handshake a word is a length', () => {
    const dialogue = new Dialogue();
    dialogue.client(1).send(utf8('ruok'));
    expect(dialogue.closeCause(1)).toContain('jute.maxbuffer');
  });

  test('SE8 a telnet client that hangs up is no error', () => {
    const dialogue = new Dialogue();
    dialogue.open(1).send(Uint8Array.of(0xff, 0xf4, 0xff, 0xfd));
    expect(dialogue.closeCause(1)).toContain('telnet');
  });
});
