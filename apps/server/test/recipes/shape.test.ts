import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdersOf, inLine, waitsFor } from '../../src/recipes/line-facts.ts';
import { accessOf, lineName } from '../../src/recipes/line-name.ts';
import { recognise, type Shape } from '../../src/recipes/shape.ts';

const UUID = '0b5f3a52-6f1c-4d7e-9f0a-111111111111';
const number = (at: number) => String(at).padStart(10, '0');

function shape(path: string, names: readonly string[], ephemeral: boolean | null, more: Partial<Shape> = {}) {
  const known = new Map(names.map((name) => [name, ephemeral ?? false]));
  return { path, names, ephemeral: known, dataLength: 0, version: 0, isEphemeral: false, ...more };
}

describe('the name of a place in a line', () => {
  it.each([
    [`_c_${UUID}-lock-${number(3)}`, 'lock-', 3, true],
    [`_c_${UUID}-__READ__${number(12)}`, '__READ__', 12, true],
    ['master-0000000007', 'master-', 7, false],
    [`${'a'.repeat(32)}__lock__${number(1)}`, '__lock__', 1, false],
    ['qn-0000000000', 'qn-', 0, false],
    ['0000000009', '', 9, false],
  ])('%s', (name, prefix, at, isProtected) => {
    expect(lineName(name)).toEqual({ name, prefix, number: at, isProtected });
  });

  it('is none without the number of a server', () => {
    for (const name of ['lock', 'lock-1', 'a-000000001', '']) expect(lineName(name)).toBeNull();
  });
});

describe('a recipe is known by its shape', () => {
  it.each([
    ['lock', 'certain', '/x', [`_c_${UUID}-lock-${number(0)}`], true],
    ['lock', 'certain', '/x', [`_c_${UUID}-__WRIT__${number(0)}`], true],
    ['lock', 'likely', '/x', [`lock-${number(0)}`], true],
    ['lock', 'likely', '/locks/a', [`x-${number(0)}`, `x-${number(1)}`], true],
    ['lock', 'possible', '/x', [`x-${number(0)}`], true],
    ['election', 'certain', '/x', [`_c_${UUID}-latch-${number(0)}`], true],
    ['election', 'likely', '/x', [`master-${number(0)}`], true],
    ['election', 'likely', '/app/leader', [`x${number(0)}`], true],
    ['queue', 'certain', '/x', [`qn-${number(0)}`, `qn-${number(1)}`], false],
    ['queue', 'likely', '/x', [`queue-${number(0)}`], false],
    ['queue', 'likely', '/jobs', [`job-${number(0)}`, `job-${number(1)}`], false],
    ['queue', 'possible', '/x', [`x-${number(0)}`, `x-${number(1)}`], false],
    ['group', 'likely', '/brokers/ids', ['1', '2'], true],
    ['group', 'possible', '/x', ['a', 'b'], true],
  ] as const)('%s, %s: %s %j', (kind, confidence, path, names, ephemeral) => {
    const found = recognise(shape(path, names, ephemeral));
    expect(found).toMatchObject({ kind, confidence });
    expect(found?.evidence.length).toBeGreaterThan(0);
  });

  it('of a leaf: a configuration, if it is called so or was changed', () => {
    const leaf = (path: string, more: Partial<Shape>) => recognise(shape(path, [], null, more));
    expect(leaf('/config/app', { dataLength: 3 })).toMatchObject({
      kind: 'configuration',
      confidence: 'likely',
    });
    expect(leaf('/x', { dataLength: 3, version: 2 })).toMatchObject({ confidence: 'possible' });
    expect(leaf('/x', { dataLength: 3 })).toBeNull();
    expect(leaf('/config', {})).toBeNull();
    expect(leaf('/config/x', { dataLength: 3, isEphemeral: true })).toBeNull();
  });

  it('or it is none: folders, claims beside a queue, a mixture', () => {
    expect(recognise(shape('/app', ['a', 'b'], false))).toBeNull();
    expect(recognise(shape('/queue-claims', [`qn-${number(0)}`], true))).toBeNull();
    const mixed = shape('/x', ['a', `b-${number(0)}`, 'c'], false);
    expect(recognise({ ...mixed, ephemeral: new Map([['a', true]]) })).toBeNull();
  });
});

describe('a line', () => {
  const names = fc.array(fc.constantFrom('__READ__', '__WRIT__'), { minLength: 1, maxLength: 12 });

  it('has readers that hold together, or one writer; whoever waits, waits for someone ahead', () => {
    fc.assert(
      fc.property(names, (prefixes) => {
        const line = inLine(prefixes.map((prefix, at) => `_c_${UUID}-${prefix}${number(at)}`));
        const held = holdersOf(line);
        expect(held).toBeGreaterThan(0);
        const holders = line.slice(0, held).map(accessOf);
        expect(holders.length === 1 || holders.every((access) => access === 'read')).toBe(true);
        // Whoever is behind the holders waits, and for someone who is ahead of him.
        for (let at = held; at < line.length; at += 1) {
          const ahead = waitsFor(line, at);
          expect(ahead?.number ?? at).toBeLessThan(at);
          if (line[at]?.access === 'read') expect(ahead?.access).toBe('write');
        }
      }),
    );
  });

  it('of a plain lock has one holder, and each waits for the one ahead', () => {
    const line = inLine([2, 0, 1].map((at) => `lock-${number(at)}`));
    expect(line.map(({ number: at }) => at)).toEqual([0, 1, 2]);
    expect(holdersOf(line)).toBe(1);
    expect([1, 2].map((at) => waitsFor(line, at)?.number)).toEqual([0, 1]);
    expect(holdersOf([])).toBe(0);
  });
});
