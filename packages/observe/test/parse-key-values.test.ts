import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConf, parseMntr, wholeNumber } from '../src/index.ts';

describe('parseMntr', () => {
  it('reads names and values, tabs apart', () => {
    const values = parseMntr(
      'zk_version\t3.8.0, built on x\nzk_global_sessions\t3\nzk_avg_latency\t0.5\n\nnonsense\n',
    );
    expect([...values]).toEqual([
      ['zk_version', '3.8.0, built on x'],
      ['zk_global_sessions', '3'],
      ['zk_avg_latency', '0.5'],
    ]);
    expect(wholeNumber(values, 'zk_global_sessions')).toBe(3);
    expect(wholeNumber(values, 'zk_avg_latency')).toBeNull();
    expect(wholeNumber(values, 'zk_absent')).toBeNull();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseMntr(text)));
  });
});

describe('parseConf', () => {
  it('reads the settings and leaves the membership out', () => {
    const text =
      'clientPort=2181\ndataDir=/a=b\nserverId=1\nmembership: \nserver.1=h:2888:3888:participant\nversion=0';
    expect([...parseConf(text)]).toEqual([
      ['clientPort', '2181'],
      ['dataDir', '/a=b'],
      ['serverId', '1'],
    ]);
  });
});
