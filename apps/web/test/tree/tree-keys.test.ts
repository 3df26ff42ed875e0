import type { StatView } from '@vivarium/contract';
import { describe, expect, it } from 'vitest';
import type { NodeRow } from '../../src/tree/known.ts';
import { treeAct } from '../../src/tree/tree-keys.ts';

const row = (path: string, depth: number, open = false, numChildren = 0): NodeRow => ({
  kind: 'node',
  path,
  name: path.slice(path.lastIndexOf('/') + 1) || '/',
  depth,
  stat: { numChildren } as StatView,
  mark: null,
  open,
  loading: false,
  setSize: 1,
  position: 1,
});

const rows = [
  row('/', 0, true, 2),
  row('/apple', 1, true, 1),
  row('/apple/pip', 2),
  row('/avocado', 1, false, 3),
];
const press = (key: string, typed = '', ctrl = false) => ({ key, typed, ctrl, pageRows: 10 });

describe('the keys of the tree', () => {
  it.each([
    ['/', 'ArrowDown', { act: 'go', path: '/apple' }],
    ['/avocado', 'ArrowDown', { act: 'go', path: '/avocado' }],
    ['/apple', 'ArrowRight', { act: 'go', path: '/apple/pip' }],
    ['/avocado', 'ArrowRight', { act: 'open', path: '/avocado' }],
    ['/apple', 'ArrowLeft', { act: 'close', path: '/apple' }],
    ['/apple/pip', 'ArrowLeft', { act: 'go', path: '/apple' }],
    ['/apple', 'End', { act: 'go', path: '/avocado' }],
    ['/avocado', 'Home', { act: 'go', path: '/' }],
    ['/apple', 'Enter', { act: 'edit', path: '/apple' }],
    ['/apple', 'Insert', { act: 'create', path: '/apple' }],
    ['/apple', 'Delete', { act: 'delete', path: '/apple' }],
    ['/apple', '*', { act: 'openSiblings', paths: ['/avocado'] }],
    ['/apple', '/', { act: 'filter' }],
    ['/apple', 'F2', { act: 'rename', path: '/apple' }],
    ['/', 'F2', null],
    ['/apple', 'ContextMenu', { act: 'actions', path: '/apple' }],
  ])('at %s, %s asks for %o', (cursor, key, act) => {
    expect(treeAct(rows, cursor, press(key))).toEqual(act);
  });

  it('never deletes the root', () => {
    expect(treeAct(rows, '/', press('Delete'))).toBeNull();
  });

  it('jumps to what is typed, one letter going on to the next match', () => {
    expect(treeAct(rows, '/apple', press('a', 'a'))).toEqual({ act: 'go', path: '/avocado' });
    expect(treeAct(rows, '/avocado', press('p', 'ap'))).toEqual({ act: 'go', path: '/apple' });
    expect(treeAct(rows, '/', press('q', 'q'))).toBeNull();
  });

  it('copies with Ctrl and leaves other combinations to the browser', () => {
    expect(treeAct(rows, '/apple', press('c', '', true))).toEqual({ act: 'copy', path: '/apple' });
    expect(treeAct(rows, '/apple', press('r', '', true))).toBeNull();
  });
});
