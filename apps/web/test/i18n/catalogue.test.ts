import { FAULT_TEXTS } from '@vivarium/contract';
import { describe, expect, it } from 'vitest';
import { en } from '../../src/i18n/en.ts';
import type { Catalogue } from '../../src/i18n/message.ts';
import { zh } from '../../src/i18n/zh.ts';
import { zhFaults } from '../../src/i18n/zh-faults.ts';

/** The names that a message asks for. */
function asked(message: Catalogue[string]): string[] {
  if (typeof message === 'string') return [];
  const names = new Set<string>();
  message(
    new Proxy(
      {},
      {
        get: (_target, name) => {
          names.add(String(name));
          return '1';
        },
      },
    ),
  );
  return [...names].sort();
}

describe('the two languages', () => {
  it('say the same things', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    expect(Object.keys(zhFaults).sort()).toEqual(Object.keys(FAULT_TEXTS).sort());
  });

  it.each(Object.keys(en) as (keyof typeof en)[])('fill %s with the same values', (key) => {
    expect(asked(zh[key])).toEqual(asked(en[key]));
  });

  it('have Chinese in every Chinese error', () => {
    for (const text of Object.values(zhFaults)) expect(text.meaning + text.next).toMatch(/\p{Script=Han}/u);
  });
});
