import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArenaRef, ByteArena, EMPTY_REF, NULL_REF } from '../../src/tree/byte-arena.ts';

function read(arena: ByteArena, ref: ArenaRef, length: number): string {
  const at = arena.offsetAt(ref);
  return hex(arena.bytesAt(ref).subarray(at, at + length));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function bytes(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + seed) & 0xff);
}

describe('ByteArena', () => {
  it('TR15 gives back what was stored whatever was stored, replaced and released between', () => {
    const step = fc.record({
      kind: fc.constantFrom('store', 'store', 'release', 'replace'),
      pick: fc.nat(),
      length: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 4080, max: 9000 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const arena = new ByteArena();
        const held: { ref: ArenaRef; content: Uint8Array }[] = [];
        steps.forEach(({ kind, pick, length }, i) => {
          const content = bytes(length, i);
          const index = pick % Math.max(held.length, 1);
          const old = held[index];
          if (kind === 'store' || old === undefined) {
            held.push({ ref: arena.store(content, 0, length), content });
          } else if (kind === 'replace') {
            held[index] = { ref: arena.replace(old.ref, old.content.length, content), content };
          } else {
            arena.release(old.ref, old.content.length);
            held.splice(index, 1);
          }
        });
        for (const { ref, content } of held) expect(read(arena, ref, content.length)).toBe(hex(content));
      }),
      { numRuns: 60 },
    );
  });

  it('TR15 pages of values that are gone serve values of other sizes', () => {
    const arena = new ByteArena();
    const fill = (length: number) => {
      const refs = Array.from({ length: 1000 }, () => arena.store(bytes(length, 0), 0, length));
      for (const ref of refs) arena.release(ref, length);
    };
    fill(200);
    const reserved = arena.reservedBytes;
    for (let length = 8; length <= 200; length += 8) fill(length);
    expect(arena.reservedBytes).toBeLessThanOrEqual(reserved);
  });

  it('TR15 null and empty differ and hold nothing', () => {
    const arena = new ByteArena();
    expect(arena.store(new Uint8Array(0), 0, 0)).toBe(EMPTY_REF);
    expect(arena.replace(arena.store(bytes(9, 1), 0, 9), 9, null)).toBe(NULL_REF);
    arena.release(NULL_REF, 0);
    arena.release(EMPTY_REF, 0);
    expect(read(arena, EMPTY_REF, 0)).toBe('');
  });
});
