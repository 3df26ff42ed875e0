import { ErrorCode } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { explain, ZooKeeperError } from '../src/zookeeper-error.ts';

describe('ZooKeeperError', () => {
  it.each(Object.values(ErrorCode).filter((code) => code !== 0))('has names and words for %d', (code) => {
    const { codeName, keeperName, words } = explain(code);
    expect(codeName).toBe(keeperName.toUpperCase());
    // What happened and what to do are a sentence or a half each.
    expect(words).toMatch(/^[A-Z].*[.,:] .*\.$/);
  });

  it('names a code that nobody knows by its number', () => {
    expect(explain(-999).codeName).toBe('CODE-999');
  });

  it('says code, path and next step in one sentence', () => {
    const error = new ZooKeeperError(ErrorCode.noNode, '/a');
    expect(error.message).toBe('NoNode for /a: There is no such node. Create it (or its parent) first.');
    expect([error.code, error.codeName, error.keeperName]).toEqual([-101, 'NONODE', 'NoNode']);
  });
});
