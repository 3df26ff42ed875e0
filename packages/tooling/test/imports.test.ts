import { describe, expect, it } from 'vitest';
import { files, importsOf, sources, text } from './sources.ts';

/** Who may import whom: the table of the map (packages/README.md), as data. */
const ALLOWED: Record<string, readonly string[]> = {
  'packages/jute': [],
  'packages/timeline': [],
  'packages/contract': ['timeline'],
  'packages/engine': ['jute', 'timeline'],
  'packages/sim': ['jute', 'timeline', 'engine'],
  'packages/host': ['jute', 'engine'],
  'packages/client': ['jute'],
  'packages/shell': ['jute', 'client'],
  'packages/scenarios': ['client'],
  'packages/observe': ['jute', 'timeline', 'engine', 'client'],
  'apps/server': ['jute', 'timeline', 'contract', 'host', 'client', 'shell', 'observe', 'scenarios'],
  'apps/web': ['timeline', 'contract'],
  'apps/cli': ['jute', 'engine', 'host', 'client', 'shell', 'server'],
};
const PURE = ['packages/jute', 'packages/timeline', 'packages/contract', 'packages/engine', 'packages/sim'];
/** The outside world by its global names: a pure package may not even mention them. */
const IMPURE =
  /\b(Date\.now|new Date\b|Math\.random|performance\.|setTimeout|setInterval|setImmediate|queueMicrotask|process\.|console\.|fetch\(|crypto\.)/;

const roomOf = (file: string): string => file.split('/').slice(0, 2).join('/');

/** Code without comments: prose may name what code may not use. */
function code(file: string): string {
  return text(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}

describe('imports', () => {
  it('go only where the table allows, and only through a package index', () => {
    const broken: string[] = [];
    for (const file of sources) {
      const allowed = ALLOWED[roomOf(file)];
      if (allowed === undefined) continue;
      for (const target of importsOf(file)) {
        if (!target.startsWith('@vivarium/')) continue;
        if (!allowed.includes(target.slice('@vivarium/'.length))) broken.push(`${file} imports ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('never leave their package by a relative path', () => {
    const broken = sources.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('.'))
        .filter((target) => !new URL(target, `file:///${file}`).pathname.startsWith(`/${roomOf(file)}/`))
        .map((target) => `${file} imports ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('know every room of the house', () => {
    const rooms = new Set(
      files.filter((file) => /^(packages|apps)\/[^/]+\/src\//.test(file)).map((file) => roomOf(file)),
    );
    expect([...rooms].sort()).toEqual(Object.keys(ALLOWED).sort());
  });
});

describe('pure packages', () => {
  const pure = sources.filter((file) => PURE.includes(roomOf(file)));

  it('compile without any platform types', () => {
    for (const room of PURE) {
      expect(JSON.parse(text(`${room}/tsconfig.json`)).extends, room).toBe('../tooling/tsconfig.pure.json');
    }
  });

  it('import no platform module', () => {
    const broken = pure.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('node:'))
        .map((target) => `${file} imports ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('touch no clock, chance, timer or console', () => {
    const broken = pure.filter((file) => IMPURE.test(code(file)));
    expect(broken).toEqual([]);
  });
});
