import type { Change } from '@vivarium/contract';
import { describe, expect, it } from 'vitest';
import { Pending } from '../../src/stream/pending.ts';

const znode = (change: 'created' | 'changed' | 'deleted' | 'stat', path: string): Change => ({
  kind: 'znode',
  change,
  path,
  stat: null,
});

describe('what waits for the next batch', () => {
  it('leaves in the order in which it came, once', () => {
    const pending = new Pending();
    const all = [znode('created', '/a'), znode('changed', '/a'), znode('deleted', '/a')];
    for (const change of all) pending.add(change);
    expect(pending.take()).toEqual(all);
    expect(pending.take()).toEqual([]);
  });

  it('holds one telling of what changes over and over, at its last place', () => {
    const pending = new Pending();
    for (let at = 0; at < 1_000; at += 1) pending.add(znode('changed', `/k${at % 2}`));
    pending.add(znode('deleted', '/k0'));
    pending.add(znode('changed', '/k0'));
    expect(pending.take()).toEqual([
      znode('changed', '/k1'),
      znode('deleted', '/k0'),
      znode('changed', '/k0'),
    ]);
  });

  it('keeps every coming and going of a znode', () => {
    const pending = new Pending();
    const all = [znode('created', '/a'), znode('deleted', '/a'), znode('created', '/a')];
    for (const change of all) pending.add(change);
    expect(pending.take()).toEqual(all);
  });
});
