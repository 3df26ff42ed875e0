import { describe, expect, it } from 'vitest';
import { en as guardEn } from '../../src/i18n/guard/en.ts';
import { zh as guardZh } from '../../src/i18n/guard/zh.ts';
import { en as jobsEn } from '../../src/i18n/jobs/en.ts';
import { zh as jobsZh } from '../../src/i18n/jobs/zh.ts';
import type { Catalogue } from '../../src/i18n/message.ts';
import { en as nodeEn } from '../../src/i18n/node/en.ts';
import { zh as nodeZh } from '../../src/i18n/node/zh.ts';
import { en as searchEn } from '../../src/i18n/search/en.ts';
import { zh as searchZh } from '../../src/i18n/search/zh.ts';
import { en as transferEn } from '../../src/i18n/transfer/en.ts';
import { zh as transferZh } from '../../src/i18n/transfer/zh.ts';

const AREAS: readonly (readonly [string, Catalogue, Catalogue])[] = [
  ['guard', guardEn, guardZh],
  ['jobs', jobsEn, jobsZh],
  ['node', nodeEn, nodeZh],
  ['search', searchEn, searchZh],
  ['transfer', transferEn, transferZh],
];

/** The names that a message asks for. */
function asked(message: Catalogue[string] | undefined): string[] {
  const names = new Set<string>();
  if (typeof message === 'function') {
    const fill = {
      get(_target: object, name: string | symbol) {
        names.add(String(name));
        return '2';
      },
    };
    message(new Proxy({}, fill));
  }
  return [...names].sort();
}

describe.each(AREAS)('the texts of %s', (_name, en, zh) => {
  it('are filled alike in both languages', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    for (const key of Object.keys(en)) expect([key, asked(zh[key])]).toEqual([key, asked(en[key])]);
  });
});
