import { ByteWriter } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dialogue, frame } from './dialogue.ts';
import { exists } from './requests.ts';

const OPS = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 100, 101, 102,
];
const MORE_OPS = [103, 104, 105, 106, 107, 108, -1, -10, -11];
const PATHS = [
  '/',
  '/a',
  '/a/b',
  '/zookeeper',
  '/zookeeper/quota/a/zookeeper_limits',
  '',
  'a',
  '/a//b',
  '/\u0000',
  '/ü',
];

type Piece =
  | { readonly i32: number }
  | { readonly u8: number }
  | { readonly text: string }
  | { readonly bytes: Uint8Array };

/** Bodies that are often nearly right: the pieces of which requests are made, in any order. */
const piece: fc.Arbitrary<Piece> = fc.oneof(
  fc.record({ i32: fc.oneof(fc.constantFrom(-1, 0, 1, 2, 5, 31, 0x7fffffff, -0x80000000), fc.integer()) }),
  fc.record({ u8: fc.constantFrom(0, 1, 255) }),
  fc.record({ text: fc.constantFrom(...PATHS, 'world', 'anyone', 'digest', 'auth', 'ip', 'a:b') }),
  fc.record({ bytes: fc.uint8Array({ maxLength: 40 }) }),
);

function encode(xid: number, op: number, pieces: readonly Piece[]): Uint8Array {
  const writer = new ByteWriter();
  writer.i32(xid);
  writer.i32(op);
  for (const each of pieces) {
    if ('i32' in each) writer.i32(each.i32);
    else if ('u8' in each) writer.u8(each.u8);
    else if ('text' in each) writer.string(each.text);
    else writer.raw(each.bytes);
  }
  return frame(writer.copy());
}

describe('SE14 hostile bytes', () => {
  test('SE14 no request breaks the member or disturbs another client', () => {
    const request = fc.record({
      op: fc.constantFrom(...OPS, ...MORE_OPS),
      xid: fc.constantFrom(1, 2, -1, -2, -4, -8, 0x7fffffff),
      pieces: fc.array(piece, { maxLength: 12 }),
    });
    const dialogue = new Dialogue();
    const neighbour = dialogue.client(1);
    let connection = 1;
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 30 }), (requests) => {
        const client = dialogue.client(++connection);
        for (const { xid, op, pieces } of requests) client.send(encode(xid, op, pieces));
        dialogue.step({ type: 'clientGone', connection, cause: 'done' });
        expect(exists(neighbour, '/')).toMatchObject({ err: 0 });
        expect(dialogue.member.view()).toMatchObject({ serving: true, outstanding: 0, connections: 1 });
      }),
      { numRuns: 500 },
    );
  });

  test('SE14 no byte stream breaks the member, before a session or in one', () => {
    const dialogue = new Dialogue();
    const neighbour = dialogue.client(1);
    let connection = 1;
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 10 }),
        fc.boolean(),
        (chunks, session) => {
          connection++;
          const client = session ? dialogue.client(connection) : dialogue.open(connection);
          for (const chunk of chunks) {
            // A small length, so that something comes of it.
            const bytes = Uint8Array.from([0, 0, 0, chunk.length, ...chunk]);
            client.send(bytes);
          }
          dialogue.step({ type: 'clientGone', connection, cause: 'done' });
          expect(exists(neighbour, '/').err).toBe(0);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
