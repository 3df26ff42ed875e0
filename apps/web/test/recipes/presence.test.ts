import type { GroupFacts } from '@vivarium/contract';
import { describe, expect, it } from 'vitest';
import { presenceStrip } from '../../src/recipes/presence.ts';

const NOW_MS = 1_000_000;

function facts(part: Partial<GroupFacts>): GroupFacts {
  return { kind: 'group', members: [], total: 0, moves: [], observedSinceMs: NOW_MS - 300_000, ...part };
}

const member = (id: string, sinceMs: number) => ({
  id,
  path: `/g/${id}`,
  session: null,
  sinceMs,
  text: null,
});

describe('who was there when', () => {
  it('begins for someone who is there with the node itself, even if nobody looked then', () => {
    const { rows } = presenceStrip(facts({ members: [member('a', NOW_MS - 100_000)], total: 1 }), NOW_MS);
    expect(rows).toEqual([
      {
        id: 'a',
        isHere: true,
        stays: [{ fromMs: NOW_MS - 100_000, toMs: NOW_MS, isBeginSeen: true, isHere: true }],
      },
    ]);
  });

  it('keeps the gap of one who left and came back', () => {
    const moves: GroupFacts['moves'] = [
      { atMs: NOW_MS - 200_000, id: 'a', what: 'left' },
      { atMs: NOW_MS - 50_000, id: 'a', what: 'joined' },
    ];
    const { fromMs, rows } = presenceStrip(
      facts({ members: [member('a', NOW_MS - 50_000)], total: 1, moves }),
      NOW_MS,
    );
    expect(rows[0]?.stays).toEqual([
      { fromMs, toMs: NOW_MS - 200_000, isBeginSeen: false, isHere: false },
      { fromMs: NOW_MS - 50_000, toMs: NOW_MS, isBeginSeen: true, isHere: true },
    ]);
  });

  it('lists those who are there before those who left, the last one first', () => {
    const moves: GroupFacts['moves'] = [
      { atMs: NOW_MS - 90_000, id: 'early', what: 'left' },
      { atMs: NOW_MS - 10_000, id: 'late', what: 'left' },
    ];
    const strip = presenceStrip(facts({ members: [member('z', NOW_MS - 1_000)], total: 1, moves }), NOW_MS);
    expect(strip.rows.map(({ id }) => id)).toEqual(['z', 'late', 'early']);
  });

  it('drops what ended before the strip begins, and cuts what began before', () => {
    const observedSinceMs = NOW_MS - 3_600_000;
    const moves: GroupFacts['moves'] = [{ atMs: NOW_MS - 3_000_000, id: 'gone', what: 'left' }];
    const strip = presenceStrip(
      facts({ members: [member('old', NOW_MS - 3_500_000)], total: 1, moves, observedSinceMs }),
      NOW_MS,
    );
    expect(strip.rows.map(({ id }) => id)).toEqual(['old']);
    expect(strip.rows[0]?.stays[0]).toMatchObject({ fromMs: strip.fromMs, isBeginSeen: false });
  });
});
