// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { TreeAct } from '../../src/tree/tree-keys.ts';
import { TreeModel } from '../../src/tree/tree-model.ts';
import { TreeRows } from '../../src/tree/tree-rows.tsx';

function filled(names: readonly string[]): TreeModel {
  const stat = {
    czxid: '0x1',
    mzxid: '0x1',
    pzxid: '0x1',
    ctimeMs: 0,
    mtimeMs: 0,
    version: 0,
    cversion: 0,
    aversion: 0,
    ephemeralOwner: '0x0',
    dataLength: 3,
    numChildren: 0,
  };
  const model = new TreeModel();
  const rows = names.map((name) => ({
    name,
    stat: { ...stat, ephemeralOwner: name === 'leaf' ? '0x77' : '0x0' },
  }));
  model.page({ path: '/', stat, total: rows.length, rows, more: false, readAtMs: 0 }, undefined, 0);
  return model;
}

function show(names: readonly string[], cursor = '/'): TreeAct[] {
  const acts: TreeAct[] = [];
  render(<TreeRows rows={filled(names).rows()} cursor={cursor} onAct={(act) => acts.push(act)} />);
  return acts;
}

afterEach(cleanup);

describe('the rows of the tree', () => {
  it('tell assistive technology their level and place', () => {
    show(['a', 'leaf'], '/leaf');
    const leaf = screen.getByRole('treeitem', { selected: true });
    expect(leaf.textContent).toContain('ephemeral');
    expect(leaf.getAttribute('aria-level')).toBe('2');
    expect([leaf.getAttribute('aria-posinset'), leaf.getAttribute('aria-setsize')]).toEqual(['2', '2']);
    expect(screen.getByRole('tree').getAttribute('aria-activedescendant')).toBe(leaf.id);
  });

  it('show hostile names as text', () => {
    show(['<img src=x onerror=alert(1)>', 'turn\u202eback']);
    expect(screen.getByText('<img src=x onerror=alert(1)>')).toBeTruthy();
    expect(screen.getByText('turn\\u{202e}back')).toBeTruthy();
    expect(document.querySelector('img')).toBeNull();
  });

  it('draw a screenful of a hundred thousand', () => {
    show(Array.from({ length: 100_000 }, (_, index) => `n${String(index).padStart(6, '0')}`));
    expect(screen.getAllByRole('treeitem').length).toBeLessThan(100);
  });

  it('act on keys and clicks', async () => {
    const acts = show(['a', 'b']);
    const user = userEvent.setup();
    await user.click(screen.getByText('b'));
    screen.getByRole('tree').focus();
    await user.keyboard('{ArrowDown}{Insert}');
    expect(acts).toEqual([
      { act: 'go', path: '/b' },
      { act: 'go', path: '/a' },
      { act: 'create', path: '/' },
    ]);
  });
});
