import { ByteWriter, EventType, type Zxid } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeRestore } from '../../src/machine/frames.ts';
import type { WatchKind } from '../../src/machine/request.ts';
import { RESTORE_CHUNK_BYTES, restoreRequests } from '../../src/machine/watch-restore.ts';
import { WatchTable } from '../../src/machine/watch-table.ts';

const KINDS: readonly WatchKind[] = ['data', 'exist', 'child', 'persistent', 'persistentRecursive'];

function tableWith(...watches: [WatchKind, string][]): WatchTable {
  const table = new WatchTable();
  for (const [kind, path] of watches) table.add({ kind, path, watcher: { at: `${kind} ${path}` } });
  return table;
}

function heard(table: WatchTable, type: number, path: string): string[] {
  return table.fire(type, path).map((watcher) => (watcher as { at: string }).at);
}

describe('WatchTable', () => {
  it('uses up a one-shot watch with its first event', () => {
    const table = tableWith(['data', '/a'], ['persistent', '/a']);
    expect(heard(table, EventType.nodeDataChanged, '/a')).toEqual(['data /a', 'persistent /a']);
    expect(heard(table, EventType.nodeDataChanged, '/a')).toEqual(['persistent /a']);
  });

  it('uses up the child watch of a deleted node too', () => {
    const table = tableWith(['child', '/a'], ['data', '/a'], ['exist', '/a']);
    expect(heard(table, EventType.nodeDeleted, '/a')).toEqual(['data /a', 'exist /a', 'child /a']);
    expect(table.all()).toEqual([]);
  });

  it('keeps a child watch through a change of data and a data watch through a change of children', () => {
    const table = tableWith(['child', '/a'], ['data', '/a']);
    expect(heard(table, EventType.nodeChildrenChanged, '/a')).toEqual(['child /a']);
    expect(heard(table, EventType.nodeDataChanged, '/a')).toEqual(['data /a']);
  });

  it('tells recursive watches of everything below, but never of children', () => {
    const table = tableWith(
      ['persistentRecursive', '/'],
      ['persistentRecursive', '/a'],
      ['persistentRecursive', '/ab'],
    );
    expect(heard(table, EventType.nodeCreated, '/a/b/c')).toEqual([
      'persistentRecursive /a',
      'persistentRecursive /',
    ]);
    expect(heard(table, EventType.nodeDeleted, '/a')).toEqual([
      'persistentRecursive /a',
      'persistentRecursive /',
    ]);
    expect(heard(table, EventType.nodeChildrenChanged, '/a')).toEqual([]);
  });

  it('removes one watcher and says whether the path is still watched', () => {
    const table = new WatchTable();
    const [one, two] = [{}, {}];
    table.add({ kind: 'data', path: '/a', watcher: one });
    table.add({ kind: 'data', path: '/a', watcher: two });
    expect(table.remove('data', '/a', one)).toBe(false);
    expect(table.remove('data', '/a', two)).toBe(true);
    expect(table.remove('data', '/a', null)).toBe(true);
  });
});

describe('restoring watches', () => {
  it('asks for every watch exactly once, in requests below the chunk size', () => {
    const path = fc.string({ unit: 'grapheme', maxLength: 3000 }).map((name) => `/${name}`);
    const watch = fc.tuple(fc.constantFrom(...KINDS), path);
    fc.assert(
      fc.property(fc.array(watch, { maxLength: 200 }), (watches) => {
        const chunks = restoreRequests(tableWith(...watches), 7 as Zxid);
        const asked = chunks.flatMap((chunk) => [
          ...chunk.dataWatches.map((at) => `data ${at}`),
          ...chunk.existWatches.map((at) => `exist ${at}`),
          ...chunk.childWatches.map((at) => `child ${at}`),
          ...chunk.persistentWatches.map((at) => `persistent ${at}`),
          ...chunk.persistentRecursiveWatches.map((at) => `persistentRecursive ${at}`),
        ]);
        expect(asked.sort()).toEqual([...new Set(watches.map((each) => each.join(' ')))].sort());
        for (const chunk of chunks) {
          const out = new ByteWriter();
          writeRestore(out, chunk);
          expect(out.length).toBeLessThanOrEqual(RESTORE_CHUNK_BYTES);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('asks for nothing when nothing is watched', () => {
    expect(restoreRequests(new WatchTable(), 7 as Zxid)).toEqual([]);
  });
});
