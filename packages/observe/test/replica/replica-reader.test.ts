import { DataTree } from '@vivarium/engine';
import { type Acl, ZERO_ZXID } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { ReplicaReader, TreeReplica } from '../../src/index.ts';
import { CLOSED, Entries, OPEN } from '../entries.ts';

function replica(nodes: readonly [path: string, data: string | null, acl?: Acl[]][]) {
  const tree = new TreeReplica({ tree: new DataTree(1), sessions: new Map(), lastZxid: ZERO_ZXID });
  const entries = new Entries();
  for (const [path, data, acl = OPEN] of nodes) {
    const { zxid, entry } = entries.create(path, data, acl);
    tree.apply(zxid, entry);
  }
  return { reader: new ReplicaReader(tree, () => []), tree, entries };
}

const text = (data: Uint8Array | null | undefined) => new TextDecoder().decode(data ?? undefined);
const FIRST = { after: null, limit: 2, order: 'name', isDescending: false } as const;
const search = { where: 'both', under: '/', isCaseSensitive: false, limit: 100 } as const;

async function found(reader: ReplicaReader, text: string, more: object = {}): Promise<string[]> {
  const hits: string[] = [];
  await reader.search({ ...search, text, ...more }, ({ where, path }) => hits.push(`${where} ${path}`));
  return hits.sort();
}

describe('children of a replica', () => {
  const nodes: [string, string][] = ['/p', '/p/b', '/p/c', '/p/a', '/p/d'].map((path) => [path, path]);
  const names = (reader: ReplicaReader, asked: object) =>
    reader.children('/p', { ...FIRST, ...asked }).rows.map(({ name }) => name);

  it('come sorted and page by page', () => {
    const { reader } = replica(nodes);
    expect(reader.children('/p', FIRST)).toMatchObject({ total: 4, more: true, stat: { numChildren: 4 } });
    expect(names(reader, {})).toEqual(['a', 'b']);
    expect(names(reader, { after: 'b' })).toEqual(['c', 'd']);
    expect(names(reader, { after: 'bb' })).toEqual(['c', 'd']);
    expect(names(reader, { isDescending: true })).toEqual(['d', 'c']);
    expect(names(reader, { isDescending: true, after: 'c' })).toEqual(['b', 'a']);
    expect(names(reader, { order: 'ctime' })).toEqual(['b', 'c']);
    expect(names(reader, { order: 'ctime', after: 'c' })).toEqual(['a', 'd']);
  });

  it('follow what changes', () => {
    const { reader, tree, entries } = replica(nodes);
    const { zxid, entry } = entries.set('/p/b', 'later', 1);
    tree.apply(zxid, entry);
    expect(names(reader, { order: 'mtime', isDescending: true })).toEqual(['b', 'd']);
    const gone = entries.delete('/p/d');
    tree.apply(gone.zxid, gone.entry);
    expect(names(reader, { after: 'b' })).toEqual(['c']);
  });

  it('are refused as a connection would refuse them, and show no stat of what may not be read', () => {
    const { reader } = replica([
      ['/shut', 'x', CLOSED],
      ['/open', 'x'],
      ['/open/shut', 'x', CLOSED],
    ]);
    expect(() => reader.children('/shut', FIRST)).toThrow(expect.objectContaining({ codeName: 'NOAUTH' }));
    expect(() => reader.children('/none', FIRST)).toThrow(expect.objectContaining({ codeName: 'NONODE' }));
    expect(reader.children('/open', FIRST).rows).toEqual([{ name: 'shut', stat: null }]);
  });
});

describe('the kind of a znode', () => {
  it('is what it was made as, also where clients are shown a persistent one', () => {
    const { reader, tree, entries } = replica([['/n', 'x']]);
    for (const { zxid, entry } of [entries.container('/box'), entries.ttl('/brief', 60_000)])
      tree.apply(zxid, entry);
    const czxid = (path: string) => tree.tree.stat(tree.tree.find(path)).czxid;
    expect(reader.kindOf('/n', czxid('/n'))).toMatchObject({ kind: 'persistent', ttlMs: null });
    expect(reader.kindOf('/box', czxid('/box'))).toMatchObject({ kind: 'container', ttlMs: null });
    expect(reader.kindOf('/brief', czxid('/brief'))).toMatchObject({ kind: 'ttl', ttlMs: 60_000 });
    expect(reader.kindOf('/box', czxid('/n'))).toBeNull();
    expect(reader.kindOf('/none', 1)).toBeNull();
    const rows = reader.children('/', { ...FIRST, limit: 5 }).rows;
    const owners = new Map(rows.map(({ name, stat }) => [name, stat?.ephemeralOwner]));
    expect([owners.get('n'), owners.get('box')]).toEqual([0n, -(2n ** 63n)]);
  });

  it('is not told of what could not be found by listing', () => {
    const { reader, tree } = replica([
      ['/shut', 'x', CLOSED],
      ['/shut/within', 'x'],
    ]);
    expect(reader.kindOf('/shut/within', tree.tree.stat(tree.tree.find('/shut/within')).czxid)).toBeNull();
  });
});

describe('a walk of a replica', () => {
  const walked = async (reader: ReplicaReader, path: string) => {
    const paths: string[] = [];
    for await (const chunk of reader.walk(path, true))
      for (const node of chunk) paths.push(`${node.path} ${node.isReadable ? text(node.data) : 'closed'}`);
    return paths;
  };

  it('tells parents before children and siblings by name, and nothing below what may not be listed', async () => {
    const { reader } = replica([
      ['/w', 'top'],
      ['/w/b', 'b'],
      ['/w/a', 'a', CLOSED],
      ['/w/a/hidden', 'h'],
      ['/w/b/deep', 'deep'],
    ]);
    expect(await walked(reader, '/w')).toEqual(['/w top', '/w/a closed', '/w/b b', '/w/b/deep deep']);
    expect(() => reader.walk('/none', false)).toThrow(expect.objectContaining({ codeName: 'NONODE' }));
  });

  it('goes round what is deleted while others run, and ends when it is told to', async () => {
    const many = Array.from({ length: 600 }, (_, at): [string, string] => [`/w/n${1_000 + at}`, 'x']);
    const { reader, tree, entries } = replica([['/w', 'top'], ...many]);
    const paths: string[] = [];
    for await (const chunk of reader.walk('/w', false)) {
      paths.push(...chunk.map(({ path }) => path));
      if (paths.length !== 1) continue;
      const gone = entries.delete('/w/n1599');
      tree.apply(gone.zxid, gone.entry);
    }
    expect([paths.length, paths.includes('/w/n1599')]).toEqual([600, false]);
    const abort = new AbortController();
    const walk = reader.walk('/w', false, abort.signal);
    await walk.next();
    abort.abort();
    await expect(walk.next()).rejects.toThrow();
  });
});

describe('waiting for a replica', () => {
  it('ends with the transaction, or with the time', async () => {
    const { reader, tree, entries } = replica([['/n', 'x']]);
    expect(await reader.reaches(tree.zxid, 1)).toBe(true);
    expect(await reader.reaches(tree.zxid + 1, 1)).toBe(false);
    const waiting = reader.reaches(tree.zxid + 1, 60_000);
    const { zxid, entry } = entries.set('/n', 'y', 1);
    tree.apply(zxid, entry);
    expect(await waiting).toBe(true);
  });
});

describe('search in a replica', () => {
  it('finds names and data, in either case or not', async () => {
    const { reader } = replica([
      ['/Alpha', 'alpha'],
      ['/Alpha/beta', 'ALPHA inside'],
      ['/gamma', 'grüße'],
    ]);
    expect(await found(reader, 'alpha')).toEqual(['data /Alpha', 'data /Alpha/beta', 'name /Alpha']);
    expect(await found(reader, 'alpha', { isCaseSensitive: true })).toEqual(['data /Alpha']);
    expect(await found(reader, 'alpha', { where: 'data' })).toEqual(['data /Alpha', 'data /Alpha/beta']);
    expect(await found(reader, 'a', { where: 'names', under: '/Alpha' })).toEqual([
      'name /Alpha',
      'name /Alpha/beta',
    ]);
    expect(await found(reader, 'üß')).toEqual(['data /gamma']);
    expect(await found(reader, 'a', { limit: 1 })).toHaveLength(1);
  });

  it('leaks neither data that may not be read nor names below what may not be listed', async () => {
    const { reader } = replica([
      ['/shut', 'needle', CLOSED],
      ['/shut/needle', 'needle'],
      ['/shut/needle/needle', 'needle'],
      ['/open', 'needle'],
      ['/open/needle', 'x', CLOSED],
    ]);
    expect(await found(reader, 'needle')).toEqual(['data /open', 'name /open/needle']);
    expect(await reader.subtreeSize('/')).toMatchObject({ nodes: 7, closed: 2 });
    expect((await reader.biggest('/', 10)).map(({ path }) => path)).not.toContain('/shut/needle');
    expect(reader.maySee('/shut/needle')).toBe(false);
    expect(reader.maySee('/open/needle')).toBe(true);
  });

  it('shows where the text stands', async () => {
    const { reader } = replica([['/n', `${'.'.repeat(50)}here${'.'.repeat(500)}`]]);
    await reader.search({ ...search, text: 'HERE' }, (hit) => {
      expect(hit).toMatchObject({ path: '/n', where: 'data', offset: 50 });
      const shown = new TextDecoder().decode(hit.excerpt.subarray(hit.excerptOffset));
      expect(shown.startsWith('here')).toBe(true);
    });
  });

  it('ends when it is told to', async () => {
    const { reader } = replica([['/n', 'x']]);
    const abort = new AbortController();
    abort.abort();
    expect(await reader.search({ ...search, text: 'zz' }, () => {}, abort.signal)).toMatchObject({
      isCutShort: true,
    });
  });
});
