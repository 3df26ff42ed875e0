import {
  type Codec,
  createRequest,
  createTtlRequest,
  deleteRequest,
  OpCode,
  Perms,
  setAclRequest,
  setDataRequest,
  watchedRequest,
} from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestIdOf, OPEN_ACL } from '../../src/tree/acl.ts';
import { treeDigest } from '../../src/tree/digest.ts';
import { type Client, Dialogue } from '../member/dialogue.ts';
import { multiBody, utf8 } from '../member/requests.ts';

type Op = readonly [number, Codec<unknown>, unknown];

const path = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('/a', '/a/x') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('/b', '/a/y', '/a/x/deep', '/b/z', '/a/s0000000001', '/none/x', 'bad'),
  },
);
const version = fc.constantFrom(-1, -1, -1, 0, 1, 2);
const acl = fc.constantFrom(
  OPEN_ACL,
  OPEN_ACL,
  OPEN_ACL,
  [{ perms: Perms.read | Perms.delete | Perms.admin, scheme: 'world', id: 'anyone' }],
  [{ perms: Perms.all, scheme: 'digest', id: digestIdOf('nobody:x') }],
);
const data = fc.constantFrom(null, utf8(''), utf8('v'), utf8('longer'));

const oneWrite: fc.Arbitrary<Op> = fc.oneof(
  fc
    .record({ path, data, acl, flags: fc.constantFrom(0, 0, 0, 1, 2, 3) })
    .map((body): Op => [OpCode.create, createRequest as Codec<unknown>, body]),
  fc
    .record({ path, data, acl, flags: fc.constant(4) })
    .map((body): Op => [OpCode.createContainer, createRequest as Codec<unknown>, body]),
  fc
    .record({ path, data, acl, flags: fc.constant(5), ttlMs: fc.constant(1000) })
    .map((body): Op => [OpCode.createTTL, createTtlRequest as Codec<unknown>, body]),
  fc.record({ path, version }).map((body): Op => [OpCode.delete, deleteRequest as Codec<unknown>, body]),
  fc
    .record({ path, data, version })
    .map((body): Op => [OpCode.setData, setDataRequest as Codec<unknown>, body]),
);
const multi = fc
  .array(
    fc.oneof(
      oneWrite,
      fc.record({ path, version }).map((body): Op => [OpCode.check, deleteRequest as Codec<unknown>, body]),
    ),
    { maxLength: 4 },
  )
  .map((list): Op => [OpCode.multi, multiBody(list) as Codec<unknown>, null]);
const setAcl = fc
  .record({ path, acl, version })
  .map((body): Op => [OpCode.setACL, setAclRequest as Codec<unknown>, body]);
const read = fc
  .record({ path, watch: fc.boolean() })
  .chain((body) =>
    fc
      .constantFrom(OpCode.getData, OpCode.exists, OpCode.getChildren2)
      .map((op): Op => [op, watchedRequest as Codec<unknown>, body]),
  );
const anyOp = fc.oneof({ weight: 6, arbitrary: oneWrite }, { weight: 3, arbitrary: multi }, setAcl, read);

function run(list: readonly Op[], flushAfter: (index: number) => boolean) {
  const dialogue = new Dialogue({ maxBufferBytes: 1000 });
  const client: Client = dialogue.client(1);
  dialogue.flushing = false;
  list.forEach(([op, codec, body], index) => {
    client.send(client.request(op, codec, body));
    if (flushAfter(index)) dialogue.flush();
  });
  client.send(client.request(OpCode.closeSession));
  dialogue.flush();
  return { bytes: dialogue.take(1), entries: dialogue.entries(), digest: treeDigest(dialogue.tree) };
}

describe('PI7 writes on their way', () => {
  test('PI7 replies, events, log and tree of one client do not depend on when the disk is done', () => {
    fc.assert(
      fc.property(
        fc.array(anyOp, { minLength: 10, maxLength: 30, size: 'max' }),
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        (list, flushes) => {
          const patient = run(list, () => true);
          const hasty = run(list, () => false);
          const mixed = run(list, (index) => flushes[index] === true);
          expect(hasty).toEqual(patient);
          expect(mixed).toEqual(patient);
        },
      ),
      { numRuns: 300 },
    );
  });
});
