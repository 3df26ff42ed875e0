import type { PlantNode } from '@vivarium/contract';
import { describe, expect, it } from 'vitest';
import { type LabelSpot, placeLabels } from '../../../src/scenes/plant/plant-labels.ts';
import { plantLayout } from '../../../src/scenes/plant/plant-layout.ts';
import { plantText } from '../../../src/scenes/plant/plant-text.ts';

const node = (path: string, more: Partial<PlantNode> = {}): PlantNode => ({
  path,
  kind: 'persistent',
  owner: null,
  children: 0,
  isClosed: false,
  holds: false,
  changedAtMs: null,
  ...more,
});
const measure = (text: string) => text.length * 7;
const SIZE = { width: 800, height: 600 };

describe('the plant’s layout', () => {
  it('stands on the ground and grows up', () => {
    const { placed, groundY } = plantLayout(
      [node('/', { children: 1 }), node('/a', { children: 1 }), node('/a/b')],
      SIZE,
      measure,
    );
    const [root, a, b] = placed;
    expect(root?.y).toBeLessThan(groundY);
    expect(a?.y).toBeLessThan(root?.y ?? 0);
    expect(b?.y).toBeLessThan(a?.y ?? 0);
    expect(b?.y).toBeGreaterThan(0);
  });

  it('counts what is not drawn as a bud', () => {
    const { placed } = plantLayout([node('/', { children: 312 }), node('/a')], SIZE, measure);
    expect(placed[0]?.bud).toBe(311);
  });

  it('stays inside its frame, however many leaves there are', () => {
    const leaves = Array.from({ length: 139 }, (_, at) => node(`/n${at}`));
    const { placed } = plantLayout([node('/', { children: 139 }), ...leaves], SIZE, measure);
    for (const { x } of placed) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(SIZE.width);
    }
    const written = placed.filter(({ label }) => label !== null);
    expect(written.length).toBeLessThan(placed.length);
    expect(written.length).toBeGreaterThan(20);
  });

  it('has room for nothing in an empty frame', () => {
    expect(plantLayout([node('/')], { width: 0, height: 0 }, measure).placed).toEqual([]);
  });
});

describe('labels', () => {
  it('give way to those before them, and to marks', () => {
    const at = (id: string, x: number, y: number, more: LabelSpot[] = []) => ({
      id,
      width: 60,
      spots: [{ side: 'right' as const, x, y }, ...more],
    });
    const written = placeLabels(
      [
        at('first', 20, 50),
        at('over it', 40, 50),
        at('free', 20, 90),
        at('on a mark', 20, 150),
        at('aside', 30, 150, [{ side: 'left', x: 180, y: 130 }]),
      ],
      [{ x: 50, y: 150, r: 7 }],
      { width: 200, height: 200 },
    );
    expect([...written].map(([id, { side }]) => [id, side])).toEqual([
      ['first', 'right'],
      ['free', 'right'],
      ['aside', 'left'],
    ]);
  });
});

describe('a name on the plant', () => {
  it('shows the last four digits of a counter, and no client’s own id', () => {
    expect(plantText('/locks/_c_0b9f3c1e-1111-4222-8333-444455556666-lock-0000000012')).toBe('lock-0012');
    expect(plantText('/')).toBe('/');
    expect([...plantText(`/${'x'.repeat(60)}`)].length).toBe(22);
  });
});
