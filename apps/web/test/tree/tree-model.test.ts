import type { ChildrenPage, StatView } from '@vivarium/contract';
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
