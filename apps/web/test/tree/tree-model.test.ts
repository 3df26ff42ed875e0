import type { ChildrenPage, StatView } from '@vivarium/contract';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { TreeModel } from '../../src/tree/tree-model.ts';

const stat = (numChildren = 0, mzxid = '0x1'): StatView => ({
  czxid: '0x1',
  mzxid,
  pzxid: '0x1',
  ctimeMs: 0,
  mtimeMs: 0,
  version: 0,
  cversion: 0,
  aversion: 0,
  ephemeralOwner: '0x0',
  dataLength: 0,
  numChildren,
});

const pageOf = (
  path: string,
  names: readonly string[],
  total = names.length,
  more = false,
): ChildrenPage => ({
  path,
  stat: stat(total),
  total,
  rows: names.map((name) => ({ name, stat: stat() })),
  more,
  readAtMs: 0,
});

let tree: TreeModel;
const drawn = (): string[] =>
  tree.rows().map((row) => {
    if (row.kind !== 'node') return `${'  '.repeat(row.depth)}(${row.kind} ${row.left})`;
    return `${'  '.repeat(row.depth)}${row.name}${row.mark === null ? '' : ` ${row.mark}`}`;
  });

beforeEach(() => {
  tree = new TreeModel();
  tree.page(pageOf('/', ['a', 'c', 'zookeeper']), undefined, 0);
});

describe('the listed tree', () => {
  it('draws open folders, and what is still to be read', () => {
    tree.open('/a');
    expect(drawn()).toEqual(['/', '  a', '    (loading 0)', '  c', '  zookeeper']);
    tree.page(pageOf('/a', ['x'], 3, true), undefined, 0);
    expect(drawn()).toEqual(['/', '  a', '    x', '    (more 2)', '  c', '  zookeeper']);
    tree.page(pageOf('/a', ['y', 'z'], 3), 'x', 0);
    expect(drawn()).toEqual(['/', '  a', '    x', '    y', '    z', '  c', '  zookeeper']);
  });

  it('puts a created node where it belongs, once, and marks it for a while', () => {
    tree.created('/b', 1_000);
    tree.created('/b', 1_000);
    expect(drawn()).toEqual(['/', '  a', '  b created', '  c', '  zookeeper']);
    expect(tree.settle(1_500, 900, 1_200)).toBe(1_900);
    expect(tree.settle(1_900, 900, 1_200)).toBeNull();
    expect(drawn()).toEqual(['/', '  a', '  b', '  c', '  zookeeper']);
  });

  it('strikes a deleted node through before it leaves, with all below it', () => {
    tree.open('/a');
    tree.page(pageOf('/a', ['x']), undefined, 0);
    tree.deleted('/a', 1_000);
    expect(drawn()).toEqual(['/', '  a deleted', '    x', '  c', '  zookeeper']);
    tree.settle(2_200, 900, 1_200);
    expect(drawn()).toEqual(['/', '  c', '  zookeeper']);
    expect(tree.has('/a/x')).toBe(false);
  });

  it('takes a node that comes back at once for a new one', () => {
    tree.deleted('/c', 1_000);
    tree.created('/c', 1_100);
    tree.settle(5_000, 900, 1_200);
    expect(drawn()).toEqual(['/', '  a', '  c', '  zookeeper']);
  });

  it('leaves look-alikes of a deleted path alone', () => {
    tree.page(pageOf('/', ['test', 'test2']), undefined, 0);
    tree.deleted('/test', 0);
    tree.settle(10_000, 900, 1_200);
    expect(drawn()).toEqual(['/', '  test2']);
  });

  it('shows the difference when it is read again', () => {
    tree.page(pageOf('/', ['a', 'b', 'zookeeper']), undefined, 500);
    expect(drawn()).toEqual(['/', '  a', '  b created', '  zookeeper']);
  });

  it('reads a stretch again without losing or keeping what it should not', () => {
    tree = new TreeModel();
    tree.page(pageOf('/', ['a', 'b'], 5, true), undefined, 0);
    tree.page(pageOf('/', ['c', 'd'], 5, true), 'b', 0);
    tree.page(pageOf('/', ['b', 'bb'], 5, true), undefined, 10);
    expect(drawn()).toEqual(['/', '  b', '  bb created', '  c', '  d', '  (more 1)']);
    tree.page(pageOf('/', ['d', 'e'], 4), 'bb', 20);
    expect(drawn()).toEqual(['/', '  b', '  bb created', '  d', '  e']);
  });

  it('does not list what lies behind the last page that was read', () => {
    tree = new TreeModel();
    tree.page(pageOf('/', ['a', 'b'], 1_000, true), undefined, 0);
    tree.created('/z', 0);
    expect(drawn()).toEqual(['/', '  a', '  b', '  (more 999)']);
  });

  it('holds names that are properties of every object', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) tree.created(`/${name}`, 0);
    expect(drawn()).toContain('  __proto__ created');
    tree.deleted('/constructor', 0);
    tree.settle(10_000, 1, 1);
    expect(drawn()).not.toContain('  constructor');
  });

  it('filters by name and keeps the way to what matches', () => {
    tree.open('/a');
    tree.page(pageOf('/a', ['needle', 'hay']), undefined, 0);
    tree.setFilter('NEED');
    expect(drawn()).toEqual(['/', '  a', '    needle']);
    tree.setFilter('');
    expect(drawn().length).toBe(6);
  });

  it('says where each row stands among its siblings', () => {
    const rows = tree.rows().filter((row) => row.kind === 'node');
    expect(rows.map((row) => [row.name, row.position, row.setSize])).toEqual([
      ['/', 1, 1],
      ['a', 1, 3],
      ['c', 2, 3],
      ['zookeeper', 3, 3],
    ]);
  });
});

describe('children by time', () => {
  beforeEach(() => {
    tree.setOrder('newest');
    tree.open('/a');
    tree.page(pageOf('/a', ['z', 'b'], 4, true), undefined, 0);
  });

  it('stay as the server orders them, page by page, and none twice', () => {
    tree.page(pageOf('/a', ['b', 'y', 'c'], 4), 'b', 0);
    expect(drawn().slice(2, 6)).toEqual(['    z', '    b', '    y', '    c']);
    expect(tree.listed('/a')).toBe(4);
  });

  it('take what is made while they are open at the newest end', () => {
    tree.created('/a/m', 1_000);
    expect(drawn().slice(2, 5)).toEqual(['    m created', '    z', '    b']);
  });

  it('begin anew with a first page', () => {
    tree.page(pageOf('/a', ['q']), undefined, 0);
    expect(drawn().slice(2, 3)).toEqual(['    q']);
    expect(tree.listed('/a')).toBe(1);
  });
});

describe('a listed folder', () => {
  it('is the same however its changes come: rows follow pages, creations and deletions', () => {
    tree.open('/a');
    tree.page(pageOf('/a', ['b', 'd'], 4, true), undefined, 0);
    expect(drawn().length).toBe(7);
    tree.created('/a/c', 0);
    tree.deleted('/a/b', 0);
    expect(tree.settle(10_000, 900, 1_200)).toBeNull();
    tree.page(pageOf('/a', ['e', 'f'], 4), 'd', 0);
    tree.created('/a/b', 0);
    tree.settle(10_000, 900, 1_200);
    expect(drawn().slice(2, 7)).toEqual(['    b', '    c', '    d', '    e', '    f']);
  });
});

describe('rows that are patched', () => {
  const path = fc.constantFrom('/a', '/b', '/c', '/a/x', '/a/y', '/zookeeper');
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom('created', 'changed', 'deleted'), path }),
    fc.record({ kind: fc.constantFrom('open', 'close'), path }),
    fc.record({ kind: fc.constant('stat'), path, children: fc.nat({ max: 9 }) }),
    fc.record({ kind: fc.constant('page'), names: fc.subarray(['w', 'x', 'y', 'z']) }),
    fc.record({ kind: fc.constant('later'), ms: fc.nat({ max: 1_500 }) }),
    fc.constant({ kind: 'look' } as const),
    fc.constant({ kind: 'look' } as const),
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  function take(model: TreeModel, next: Step, nowMs: number): number {
    if ('ms' in next) model.settle(nowMs + next.ms, 900, 1_200);
    else if ('names' in next) model.page(pageOf('/a', next.names), undefined, nowMs);
    else if ('children' in next) model.stat(next.path, stat(next.children));
    else if ('path' in next && (next.kind === 'open' || next.kind === 'close')) model[next.kind](next.path);
    else if ('path' in next) model[next.kind as 'created' | 'changed' | 'deleted'](next.path, nowMs);
    return 'ms' in next ? nowMs + next.ms : nowMs;
  }

  it('are not those of others where a folder was closed', () => {
    tree.open('/a');
    tree.page(pageOf('/a', ['x', 'y']), undefined, 0);
    tree.rows();
    tree.close('/a');
    tree.rows();
    tree.changed('/a/x', 0);
    expect(drawn()).toEqual(['/', '  a', '  c', '  zookeeper']);
  });

  it('are those that are made anew, after whatever came', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const model = new TreeModel();
        model.page(pageOf('/', ['a', 'c', 'zookeeper']), undefined, 0);
        model.open('/a');
        model.rows();
        let nowMs = 0;
        for (const next of steps) {
          nowMs = take(model, next, nowMs);
          if (next.kind !== 'look') continue;
          const patched = model.rows();
          model.setFilter('');
          expect(patched).toEqual(model.rows());
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
