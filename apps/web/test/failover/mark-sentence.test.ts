import { describe, expect, it } from 'vitest';
import { markSentence, namesOf } from '../../src/failover/mark-sentence.ts';
import { en } from '../../src/i18n/en.ts';
import type { Translate } from '../../src/i18n/language.ts';
import { view } from './failovers.ts';

const t: Translate = (key, fill = {}) => {
  const message = en[key];
  return typeof message === 'function' ? (message as (fill: object) => string)(fill) : message;
};

describe('what happened, in a sentence', () => {
  it('names the comparison that decided between two votes', () => {
    const told = view.marks.map((mark) => markSentence(mark, namesOf(view), t));
    expect(told[3]).toBe(
      'zk-3 hears zk-2 vote (zk-2, 0x6000019e0, e6): better than its own (zk-3, 0x6000019df, e6) by zxid, so it changes its mind',
    );
    expect(told[4]).toContain('worse than its own (zk-2, 0x6000019e0, e6) by zxid');
  });
});
