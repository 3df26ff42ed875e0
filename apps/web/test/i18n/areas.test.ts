import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../src/i18n/message.ts';

const I18N = new URL('../../src/i18n/', import.meta.url);
const AREAS = readdirSync(I18N, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The names that a message asks for. */
function asked(message: Catalogue[string] | undefined): string[] {
  const names = new Set<string>();
  const fill = new Proxy({}, { get: (_target, name) => names.add(String(name)) && '1' });
  if (typeof message === 'function') message(fill);
  return [...names].sort();
}

describe('the catalogues of the areas', () => {
  it.each(AREAS)('of %s say the same things in both languages, of the same values', async (area) => {
    const { en } = (await import(new URL(`${area}/en.ts`, I18N).pathname)) as { en: Catalogue };
    const { zh } = (await import(new URL(`${area}/zh.ts`, I18N).pathname)) as { zh: Catalogue };
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    const differ = Object.keys(en).filter((key) => asked(en[key]).join() !== asked(zh[key]).join());
    expect(differ).toEqual([]);
  });
});
