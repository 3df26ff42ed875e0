import { describe, expect, it } from 'vitest';
import { byCrowd, HERD_SESSIONS, herdsOf } from '../../src/watches/herd.ts';

const watched = (path: string, n: number) => ({
  path,
  sessions: Array.from({ length: n }, (_, at) => `s-${at}`),
});

describe('watched paths', () => {
  it('stand with the most watched first, then by path', () => {
    const rows = [watched('/c', 1), watched('/b', 3), watched('/a', 1)];
    expect(byCrowd(rows).map(({ path }) => path)).toEqual(['/b', '/a', '/c']);
  });

  it('are a herd from ten sessions on', () => {
    const rows = [watched('/few', HERD_SESSIONS - 1), watched('/many', HERD_SESSIONS)];
    expect(herdsOf(rows).map(({ path }) => path)).toEqual(['/many']);
  });
});
