import type { Acl, Zxid } from '@vivarium/jute';
import fc from 'fast-check';
import type { DataTree } from '../../src/tree/data-tree.ts';
import { CONTAINER_OWNER, ttlOwner } from '../../src/tree/owner-index.ts';
import { NO_LISTENER } from '../../src/tree/tree-listener.ts';
import { type ModelTree, OPEN } from './model-tree.ts';

/** One random change; paths and versions are chosen so that most of them succeed. */
export interface Command {
  readonly kind: 'create' | 'delete' | 'setData' | 'setAcl';
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: readonly Acl[];
  readonly owner: bigint;
  readonly version: number;
}

const LISTS: readonly (readonly Acl[])[] = [
  OPEN,
  [{ perms: 1, scheme: 'world', id: 'anyone' }],
  [
    { perms: 31, scheme: 'digest', id: 'ann:x' },
    { perms: 1, scheme: 'ip', id: '127.0.0.1' },
  ],
];
const OWNERS = [0n, 0n, 0n, 0x100000abcd0001n, -0x0fff_ffff_ffff_ffffn, CONTAINER_OWNER, ttlOwner(5000)];

const name = fc.constantFrom('a', 'b', 'lock-0000000001', 'ü☃', '𐀀x', 'n'.repeat(300));
export const pathArbitrary: fc.Arbitrary<string> = fc
  .array(name, { minLength: 1, maxLength: 4 })
  .map((names) => `/${names.join('/')}`);
const data = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 4000, maxLength: 5000, size: 'max' }) },
  { weight: 1, arbitrary: fc.constant(null) },
);

export const commandArbitrary: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom('create', 'create', 'create', 'delete', 'setData', 'setAcl'),
  path: pathArbitrary,
  data,
  acl: fc.constantFrom(...LISTS),
  owner: fc.constantFrom(...OWNERS),
  version: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
});

/** Runs the command on both; true when both say the same about success. */
export function runBoth(tree: DataTree, model: ModelTree, command: Command, zxid: number): boolean {
  const { kind, path, data: bytes, acl, owner, version } = command;
  const timeMs = 1_700_000_000_000 + zxid;
  switch (kind) {
    case 'create': {
      const cversion = version % 2 === 0 ? -1 : version % 50;
      // What a txn never is made of: a create over an existing node.
      if (model.nodes.has(path)) return true;
      const node = tree.create(path, bytes, acl, owner, cversion, zxid as Zxid, timeMs);
      return node >= 0 === model.create(path, bytes, acl, owner, cversion, zxid, timeMs);
    }
    case 'delete': {
      if ((model.nodes.get(path)?.children.length ?? 0) > 0) return true;
      return (tree.delete(path, zxid as Zxid, NO_LISTENER) === 0) === model.delete(path, zxid);
    }
    case 'setData':
      return (
        tree.setData(path, bytes, version, zxid as Zxid, timeMs) >= 0 ===
        model.setData(path, bytes, version, zxid, timeMs)
      );
    case 'setAcl':
      return tree.setAcl(path, acl, version) >= 0 === model.setAcl(path, acl, version);
  }
}
