import { describe, expect, it } from 'vitest';
import { files, isCode, sources, text } from './sources.ts';

const FILE_LINES_MAX = 450;
const FUNCTION_LINES_MAX = 90;

/** Functions and methods that are longer than the limit. Works on formatted code: a body ends where its indent does. */
function longFunctions(file: string): string[] {
  const lines = text(file).split('\n');
  const found: string[] = [];
  lines.forEach((line, start) => {
    const head = /^(\s*)(?:export )?(?:private |static |async |override )*(?:function\*? )?(\w+)\(.*\{$/.exec(
      line,
    );
    if (head === null || /^\s*(if|for|while|switch|catch)\b/.test(line)) return;
    const end = lines.indexOf(`${head[1]}}`, start);
    if (end - start > FUNCTION_LINES_MAX)
      found.push(`${file}:${start + 1} ${head[2]} (${end - start} lines)`);
  });
  return found;
}

describe('the tree', () => {
  it('has nothing at the top but what the house names', () => {
    const top = new Set(files.map((file) => file.split('/')[0] as string));
    const expected =
      /^(package\.json|package-lock\.json|apps|packages|e2e|docker-compose\.yml|README\.md|LICENSE|\..+)$/;
    expect([...top].filter((name) => !expected.test(name))).toEqual([]);
  });

  it('keeps files short', () => {
    // A catalogue of texts is one table, however many texts there are.
    const long = sources
      .filter((file) => !/\/i18n\/[a-z]+\.ts$/.test(file))
      .filter((file) => text(file).split('\n').length > FILE_LINES_MAX)
      .map((file) => `${file}: ${text(file).split('\n').length} lines`);
    expect(long).toEqual([]);
  });

  it('keeps functions short', () => {
    expect(sources.filter((file) => file.endsWith('.ts')).flatMap(longFunctions)).toEqual([]);
  });

  it('names files in kebab case and after a concept', () => {
    const vague = /(^|[/-])(util|utils|helper|helpers|manager|misc|common)([.-]|$)/;
    const odd = sources.filter((file) => vague.test(file) || /[A-Z]/.test(file.split('/').at(-1) as string));
    expect(odd).toEqual([]);
  });

  it('exports by name', () => {
    expect(sources.filter((file) => /^export \*/m.test(text(file)))).toEqual([]);
  });

  it('runs every test and leaves nothing open', () => {
    const skipped = /\b(describe|it|test)\.(skip|only|todo|fixme)\b/;
    const open = new RegExp(String.raw`\b(TO${''}DO|FIX${''}ME|XX${''}X|HA${''}CK)\b`);
    const here = 'packages/tooling/test/tidy.test.ts';
    const broken = files.filter(
      (file) => isCode(file) && file !== here && (skipped.test(text(file)) || open.test(text(file))),
    );
    expect(broken).toEqual([]);
  });

  it('publishes nothing and names no download host', () => {
    const manifests = files.filter((file) => file.endsWith('package.json'));
    expect(manifests.filter((file) => JSON.parse(text(file)).private !== true)).toEqual([]);
    expect(text('package-lock.json')).not.toMatch(/"resolved": *"https?:/);
  });

  it('pins every dependency to one version', () => {
    const loose: string[] = [];
    for (const file of files.filter((name) => name.endsWith('package.json'))) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(text(file));
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        if (!/^\d+\.\d+\.\d+$/.test(version as string)) loose.push(`${file}: ${name} ${version}`);
      }
    }
    expect(loose).toEqual([]);
  });
});

describe('the rules of the engine (SPEC.md)', () => {
  const RULE = /\b([A-Z]{2}\d+)\b/g;
  const rules = new Set(
    [...text('packages/engine/SPEC.md').matchAll(/^(?:[-*#]+ )?(?:\*\*)?([A-Z]{2}\d+)\b/gm)].map(
      (match) => match[1] as string,
    ),
  );
  const titles = files
    .filter((file) => file.startsWith('packages/engine/test/') && file.endsWith('.test.ts'))
    .flatMap((file) => [
      ...text(file).matchAll(/\b(?:it|test|describe)(?:\.each\([^)]*\))?\(\s*['"`]([^'"`]*)/g),
    ])
    .map((match) => match[1] as string);
  const cited = new Set(
    titles.flatMap((title) => [...title.matchAll(RULE)].map((match) => match[1] as string)),
  );

  it('exist', () => {
    expect(rules.size).toBeGreaterThan(0);
  });

  it('are each cited by a test', () => {
    expect([...rules].filter((rule) => !cited.has(rule))).toEqual([]);
  });

  it('are known when a test cites them', () => {
    const prefixes = new Set([...rules].map((rule) => rule.slice(0, 2)));
    expect([...cited].filter((rule) => prefixes.has(rule.slice(0, 2)) && !rules.has(rule))).toEqual([]);
  });
});
