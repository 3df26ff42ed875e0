import { describe, expect, it } from 'vitest';
import { shortNames } from '../../src/ensemble/short-names.ts';

describe('the names of members in a drawing', () => {
  it('are ports where the host is one, hosts where the port is one', () => {
    expect(shortNames(['127.0.0.1:2181', '127.0.0.1:2182'])).toEqual([':2181', ':2182']);
    expect(shortNames(['10.0.0.1:2181', '10.0.0.2:2181'])).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(shortNames(['zk1.example.com:2181', 'zk2.example.com:2181'])).toEqual(['zk1', 'zk2']);
  });

  it('keep what is needed to tell them apart', () => {
    expect(shortNames(['a.x:1', 'a.y:1'])).toEqual(['a.x', 'a.y']);
    expect(shortNames(['a:1', 'a:2', 'b:1'])).toEqual(['a:1', 'a:2', 'b:1']);
    expect(shortNames(['zk-1', 'zk-2'])).toEqual(['zk-1', 'zk-2']);
    expect(shortNames(['one:2181'])).toEqual(['one:2181']);
  });
});
