import { EventType, WatcherType } from '@vivarium/jute';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { WatchTable } from '../../src/watch/watch-table.ts';
import { NaiveWatches } from './naive-watches.ts';

interface Watcher {
  readonly name: string;
}

const a: Watcher = { name: 'a' };
const b: Watcher = { name: 'b' };
let table: WatchTable<Watcher>;
let fired: string[];
const names = new Map<number, string>(Object.entries(EventType).map(([name, type]) => [type, name]));
const sink = {
  watchFired: (watcher: Watcher, type: EventType, path: string): void => {
    fired.push(`${watcher.name} ${names.get(type)} ${path}`);
  },
};

beforeEach(() => {
  table = new WatchTable();
  fired = [];
});

describe('one-shot watches', () => {
  test('WA1 a data watch tells of creation, change or deletion, once', () => {
    table.addData('/x', a);
    table.dataChanged('/x', sink);
    table.dataChanged('/x', sink);
    table.addData('/x', a);
    table.nodeCreated('/x', sink);
    table.addData('/x', a);
    table.childrenChanged('/x', sink);
    table.nodeDeleted('/x', sink);
    expect(fired).toEqual(['a nodeDataChanged /x', 'a nodeCreated /x', 'a nodeDeleted /x']);
  });

  test('WA1 a child watch tells of children and of deletion, once', () => {
    table.addChild('/x', a);
    table.dataChanged('/x', sink);
    table.nodeCreated('/x', sink);
    table.childrenChanged('/x', sink);
    table.childrenChanged('/x', sink);
    table.addChild('/x', a);
    table.nodeDeleted('/x', sink);
    expect(fired).toEqual(['a nodeChildrenChanged /x', 'a nodeDeleted /x']);
  });

  test('WA2 who holds data and child watches is told of a deletion once, and both are gone', () => {
    table.addChild('/x', a);
    table.addData('/x', a);
    table.addChild('/x', b);
    table.nodeDeleted('/x', sink);
    expect(fired).toEqual(['a nodeDeleted /x', 'b nodeDeleted /x']);
    expect(table.count).toBe(0);
  });

  test('WA2 setting the same watch twice is setting it once', () => {
    table.addData('/x', a);
    table.addData('/x', a);
    expect(table.count).toBe(1);
    table.dataChanged('/x', sink);
    expect(fired).toEqual(['a nodeDataChanged /x']);
  });
});

describe('persistent watches', () => {
  test('WA3 a persistent watch tells of data and children of its path and stays', () => {
    table.addPersistent('/x', a);
    table.nodeCreated('/x', sink);
    table.dataChanged('/x', sink);
    table.childrenChanged('/x', sink);
    table.nodeCreated('/x/y', sink);
    table.nodeDeleted('/x', sink);
    table.nodeCreated('/x', sink);
    expect(fired).toEqual([
      'a nodeCreated /x',
      'a nodeDataChanged /x',
      'a nodeChildrenChanged /x',
      'a nodeDeleted /x',
      'a nodeCreated /x',
    ]);
  });

  test('WA4 a recursive watch tells of its path and all below, never of children changed, and stays', () => {
    table.addRecursive('/x', a);
    table.nodeCreated('/x', sink);
    table.childrenChanged('/x', sink);
    table.nodeCreated('/x/y/z', sink);
    table.dataChanged('/x/y', sink);
    table.nodeDeleted('/x/y', sink);
    table.nodeCreated('/xy', sink);
    table.nodeCreated('/', sink);
    expect(fired).toEqual([
      'a nodeCreated /x',
      'a nodeCreated /x/y/z',
      'a nodeDataChanged /x/y',
      'a nodeDeleted /x/y',
    ]);
  });

  test('WA4 a recursive watch on the root tells of everything', () => {
    table.addRecursive('/', a);
    table.dataChanged('/', sink);
    table.dataChanged('/p/q', sink);
    expect(fired).toEqual(['a nodeDataChanged /', 'a nodeDataChanged /p/q']);
  });

  test('WA5 the kinds stand side by side on one path and a watcher is told once', () => {
    table.addRecursive('/', a);
    table.addPersistent('/x', a);
    table.addData('/x', a);
    table.addChild('/x', a);
    table.nodeDeleted('/x', sink);
    table.childrenChanged('/x', sink);
    table.dataChanged('/x', sink);
    expect(fired).toEqual(['a nodeDeleted /x', 'a nodeChildrenChanged /x', 'a nodeDataChanged /x']);
    expect(table.contains('/x', WatcherType.persistent, a)).toBe(true);
    expect(table.contains('/x', WatcherType.data, a)).toBe(false);
  });
});

describe('check and remove', () => {
  test('WA6 each type finds and removes its own kind only, any finds and removes all', () => {
    table.addData('/x', a);
    table.addChild('/x', a);
    table.addPersistent('/x', a);
    table.addRecursive('/x', a);
    const types = [
      WatcherType.data,
      WatcherType.children,
      WatcherType.persistent,
      WatcherType.persistentRecursive,
    ];
    for (const type of types) {
      expect(table.contains('/x', type, a)).toBe(true);
      expect(table.contains('/x', type, b)).toBe(false);
      expect(table.remove('/x', type, b)).toBe(false);
      expect(table.remove('/x', type, a)).toBe(true);
      expect(table.remove('/x', type, a)).toBe(false);
    }
    expect(table.contains('/x', WatcherType.any, a)).toBe(false);
    table.addChild('/x', a);
    table.addRecursive('/x', a);
    expect(table.remove('/x', WatcherType.any, a)).toBe(true);
    table.nodeDeleted('/x', sink);
    expect(fired).toEqual([]);
    expect(table.count).toBe(0);
  });
});

describe('counts and listings', () => {
  test('WA7 listings show the data set, the count both sets', () => {
    table.addData('/x', a);
    table.addChild('/x', b);
    table.addPersistent('/y', b);
    table.addRecursive('/x', a);
    expect(table.count).toBe(4);
    expect(table.summary).toEqual({ connections: 2, paths: 2, total: 2 });
    expect([...table.pathsByWatcher()]).toEqual([
      [a, ['/x']],
      [b, ['/y']],
    ]);
    expect([...table.watchersByPath()]).toEqual([
      ['/x', [a]],
      ['/y', [b]],
    ]);
    const nothing = { ofNode: false, ofChildren: false, ofAllBelow: false };
    expect([...table.holdings()]).toEqual([
      [a, [{ ...nothing, path: '/x', ofNode: true, ofAllBelow: true }]],
      [
        b,
        [
          { ...nothing, path: '/x', ofChildren: true },
          { ...nothing, path: '/y', ofNode: true, ofChildren: true },
        ],
      ],
    ]);
  });

  test('WA8 nothing remains of a dropped watcher', () => {
    for (let i = 0; i < 100; i++) {
      table.addData(`/d${i}`, a);
      table.addChild(`/d${i}`, a);
      table.addRecursive(`/r${i}`, a);
      table.addPersistent(`/d${i}`, b);
    }
    table.drop(a);
    table.drop(a);
    expect(table.count).toBe(200);
    table.drop(b);
    expect(table.count).toBe(0);
    expect(table.summary).toEqual({ connections: 0, paths: 0, total: 0 });
    expect([...Object.values(table)].filter((value) => value instanceof Map && value.size > 0)).toEqual([]);
  });
});

describe('against a naive model', () => {
  const paths = ['/', '/a', '/a/b', '/a/b/c', '/ab', '/d'];
  const watchers: Watcher[] = ['p', 'q', 'r'].map((name) => ({ name }));
  const calls = [
    'addData',
    'addChild',
    'addPersistent',
    'addRecursive',
    'remove',
    'contains',
    'drop',
    'nodeCreated',
    'dataChanged',
    'nodeDeleted',
    'childrenChanged',
  ] as const;
  const step = fc.record({
    call: fc.constantFrom(...calls),
    path: fc.constantFrom(...paths),
    watcher: fc.constantFrom(...watchers),
    type: fc.constantFrom(...Object.values(WatcherType)),
  });

  test('WA9 any sequence of calls tells the same watchers, answers the same, counts the same', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const subject = new WatchTable<Watcher>();
        const model = new NaiveWatches<Watcher>();
        for (const { call, path, watcher, type } of steps) {
          if (call === 'remove' || call === 'contains') {
            expect(subject[call](path, type, watcher)).toBe(model[call](path, type, watcher));
          } else if (call === 'drop') {
            subject.drop(watcher);
            model.drop(watcher);
          } else if (call.startsWith('add')) {
            subject[call as 'addData'](path, watcher);
            model.add(call, path, watcher);
          } else {
            const told: Watcher[] = [];
            subject[call as 'nodeCreated'](path, { watchFired: (each) => told.push(each) });
            expect(told.map((each) => each.name).sort()).toEqual(model.fire(call, path));
          }
          expect(subject.count).toBe(model.count);
          expect(subject.summary).toEqual(model.summary);
        }
        for (const watcher of watchers) subject.drop(watcher);
        expect(subject.count).toBe(0);
      }),
      { numRuns: 1500 },
    );
  });
});
