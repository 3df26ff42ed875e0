import { describe, expect, it } from 'vitest';
import { boxAround, boxesOverlap, isInside } from '../../../src/scenes/ring/geometry.ts';
import { type RingMember, ringLayout, type Size } from '../../../src/scenes/ring/ring-layout.ts';

const measure = (text: string, kind: string) => text.length * (kind === 'name' ? 9.1 : 6.6);

function members(voters: number, observers: number, leader = 2): RingMember[] {
  return Array.from({ length: voters + observers }, (_, index) => {
    const id = index + 1;
    const isVoter = index < voters;
    return {
      id,
      isVoter,
      leads: id === leader,
      inStep: isVoter,
      name: isVoter ? `zk-${id}` : `zk-o${id}`,
      role: isVoter ? 'Mode: follower' : 'Mode: observer',
      caption: id === leader ? 'leading since 14:02:11' : 'in step with zk-2',
    };
  });
}

const SIZES: Size[] = [
  { width: 800, height: 560 },
  { width: 620, height: 420 },
  { width: 356, height: 460 },
];

describe('the ring', () => {
  it('puts voters on the ring by server id, the lowest at the top, and observers outside', () => {
    const { bodies, centre, radius } = ringLayout(members(3, 1), SIZES[0] as Size, measure);
    const reach = bodies.map(({ x, y }) => Math.round(Math.hypot(x - centre.x, y - centre.y)));
    expect(bodies.map(({ id, angle }) => [id, angle])).toEqual([
      [1, -90],
      [2, 30],
      [3, 150],
      [4, -30],
    ]);
    expect(reach.slice(0, 3).every((each) => Math.abs(each - radius) <= 1)).toBe(true);
    expect(reach[3]).toBeGreaterThan(radius + 60);
  });

  for (const size of SIZES) {
    for (const [voters, observers] of [
      [1, 0],
      [3, 0],
      [3, 1],
      [3, 2],
      [4, 1],
      [5, 0],
      [5, 2],
      [7, 0],
    ] as const) {
      for (const leader of [0, 1, 2, 3]) {
        it(`hides no name: ${voters}+${observers}, zk-${leader} leads, ${size.width} px`, () => {
          const { bodies } = ringLayout(members(voters, observers, leader), size, measure);
          const bounds = { left: 0, top: 0, right: size.width, bottom: size.height };
          for (const body of bodies) {
            expect(isInside(boxAround(body, body.radius), bounds)).toBe(true);
            for (const other of bodies) {
              if (other === body) continue;
              expect(boxesOverlap(body.label.box, other.label.box), `${body.id} ${other.id}`).toBe(false);
              expect(boxesOverlap(body.label.box, boxAround(other, other.radius))).toBe(false);
            }
          }
        });
      }
    }
  }

  it('joins the voters in step only once they are a majority with a leader', () => {
    const size = SIZES[0] as Size;
    const of = (inStep: number[], leader: number) =>
      ringLayout(
        members(5, 0, leader).map((member) => ({ ...member, inStep: inStep.includes(member.id) })),
        size,
        measure,
      ).arc;
    expect(of([1, 2], 2)).toBeNull();
    expect(of([1, 2, 3], 0)).toBeNull();
    expect(of([1, 2, 3], 2)).not.toBeNull();
    expect(of([1, 2, 3, 4, 5], 2)).not.toBe(of([1, 2, 3], 2));
  });

  it('gives the same picture for the same members', () => {
    const size = SIZES[1] as Size;
    expect(ringLayout(members(5, 2), size, measure)).toEqual(ringLayout(members(5, 2), size, measure));
  });
});
