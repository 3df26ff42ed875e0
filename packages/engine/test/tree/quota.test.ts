import type { Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { DataTree } from '../../src/tree/data-tree.ts';
import { formatQuota, parseQuota, quotaViolation } from '../../src/tree/quota.ts';
import { NO_LISTENER } from '../../src/tree/tree-listener.ts';
import { OPEN } from './model-tree.ts';

const utf8 = new TextEncoder();

class Quotas {
  readonly tree = new DataTree();
  private zxid = 0;

  create(path: string, text = ''): this {
    this.tree.create(path, utf8.encode(text), OPEN, 0n, -1, ++this.zxid as Zxid, 0);
    return this;
  }

  limit(path: string, limits: string): this {
    let at = '/zookeeper/quota';
    for (const name of path.split('/').slice(1)) {
      at += `/${name}`;
      this.create(at);
    }
    return this.create(`${at}/zookeeper_limits`, limits).create(`${at}/zookeeper_stats`);
  }

  delete(path: string): this {
    this.tree.delete(path, ++this.zxid as Zxid, NO_LISTENER);
    return this;
  }

  set(path: string, text: string | null): this {
    this.tree.setData(path, text === null ? null : utf8.encode(text), 1, ++this.zxid as Zxid, 0);
    return this;
  }

  stats(path: string): string {
    const data = this.tree.data(this.tree.find(`/zookeeper/quota${path}/zookeeper_stats`));
    return new TextDecoder().decode(data ?? undefined);
  }
}

describe('quota', () => {
  it('QU1 the text puts hard limits behind "=;", in the order of their names', () => {
    const text = 'count=5,bytes=100=;byteHardLimit=200;countHardLimit=10';
    const quota = parseQuota(text);
    expect([quota.count, quota.bytes, [...quota.more]]).toEqual([
      5,
      100,
      [
        ['byteHardLimit', 200],
        ['countHardLimit', 10],
      ],
    ]);
    expect(formatQuota(quota)).toBe(text);
    expect(formatQuota(parseQuota('bytes=-1,count=3'))).toBe('count=3,bytes=-1');
    expect(formatQuota(parseQuota('rubbish;count=x,bytes'))).toBe('count=-1,bytes=-1');
    expect(formatQuota(parseQuota(''))).toBe('count=-1,bytes=-1');
  });

  it('QU2 creating the stats node counts the subtree, its top included, and leaves Stat alone', () => {
    const { tree } = new Quotas().create('/q', '12345').create('/q/r', '678').limit('/q', 'count=9,bytes=-1');
    const node = tree.find('/zookeeper/quota/q/zookeeper_stats');
    expect(new TextDecoder().decode(tree.data(node) ?? undefined)).toBe('count=2,bytes=8');
    expect(tree.stat(node)).toMatchObject({ version: 0, mzxid: tree.stat(node).czxid, dataLength: 15 });
  });

  it('QU3 create, setData and delete below move the stats', () => {
    const quotas = new Quotas().create('/q').limit('/q', 'count=9,bytes=-1');
    expect(quotas.create('/q/a', 'xx').create('/q/a/b', 'y').stats('/q')).toBe('count=3,bytes=3');
    expect(quotas.set('/q/a', 'longer').set('/q', null).stats('/q')).toBe('count=3,bytes=7');
    expect(quotas.delete('/q/a/b').stats('/q')).toBe('count=2,bytes=6');
    expect(quotas.create('/qq', 'other').create('/p').stats('/q')).toBe('count=2,bytes=6');
  });

  it('QU4 only the deepest quota counts', () => {
    const quotas = new Quotas().create('/q').create('/q/in').limit('/q', '').limit('/q/in', '');
    quotas.create('/q/in/x', '1').create('/q/y', '22').create('/q/inner', '333');
    expect([quotas.stats('/q'), quotas.stats('/q/in')]).toEqual(['count=4,bytes=5', 'count=2,bytes=1']);
    expect(quotas.tree.deepestQuota('/q/in/x/y')).toBe('/q/in');
    expect(quotas.tree.deepestQuota('/q/inner')).toBe('/q');
    expect(quotas.tree.deepestQuota('/zookeeper/quota/q')).toBe(null);
  });

  it('QU5 deleting the limits ends it; a quota on the root or beside /zookeeper/quota is none', () => {
    const quotas = new Quotas()
      .create('/q')
      .limit('/q', 'count=9,bytes=-1')
      .delete('/zookeeper/quota/q/zookeeper_limits');
    expect(quotas.create('/q/a').stats('/q')).toBe('count=1,bytes=0');
    quotas
      .create('/zookeeper/quota/zookeeper_limits')
      .create('/zookeeper/quotas')
      .create('/zookeeper/quotas/zookeeper_limits');
    expect(quotas.tree.deepestQuota('/q')).toBe(null);
  });

  it('QU5 TR9 so does a delete that takes the limits along', () => {
    const quotas = new Quotas().create('/q').limit('/q', 'count=9,bytes=-1').delete('/zookeeper/quota/q');
    expect(quotas.tree.deepestQuota('/q/a')).toBe(null);
  });

  it('QU6 hard limits are passed by what goes beyond them, soft ones never', () => {
    const soft = new Quotas().create('/q').limit('/q', 'count=1,bytes=1');
    expect(quotaViolation(soft.tree, '/q/a', 100, 1)).toBe(null);
    const { tree } = new Quotas()
      .create('/q', 'abc')
      .limit('/q', 'count=1,bytes=1=;byteHardLimit=5;countHardLimit=2');
    expect(quotaViolation(tree, '/q/a', 2, 1)).toBe(null);
    expect(quotaViolation(tree, '/q/a', 3, 1)).toEqual({ prefix: '/q', of: 'bytes', value: 6, limit: 5 });
    expect(quotaViolation(tree, '/q', 3, 0)).toMatchObject({ of: 'bytes' });
    // One node is there, a second may come, a third not.
    expect(quotaViolation(tree, '/q/a', 0, 2)).toEqual({ prefix: '/q', of: 'count', value: 3, limit: 2 });
    expect(quotaViolation(tree, '/other', 1000, 1)).toBe(null);
    // Shrinking above the limit still is above it.
    tree.setData('/q', new Uint8Array(10), 1, 99 as Zxid, 0);
    expect(quotaViolation(tree, '/q', -1, 0)).toMatchObject({ value: 9, limit: 5 });
    expect(quotaViolation(tree, '/q', 0, 0)).toBe(null);
  });

  it('QU7 a limit of 0 counts, and what is missing or no number is no limit', () => {
    const zero = new Quotas()
      .create('/q')
      .limit('/q', 'count=-1,bytes=-1=;byteHardLimit=0;countHardLimit=-1');
    expect(quotaViolation(zero.tree, '/q/a', 1, 1)).toMatchObject({ of: 'bytes', limit: 0 });
    const odd = new Quotas().create('/q').limit('/q', 'byteHardLimit=many');
    expect(quotaViolation(odd.tree, '/q/a', 1, 1)).toBe(null);
    const gone = new Quotas()
      .create('/q')
      .limit('/q', 'countHardLimit=0')
      .delete('/zookeeper/quota/q/zookeeper_stats');
    expect(quotaViolation(gone.tree, '/q/a', 1, 1)).toBe(null);
  });
});
