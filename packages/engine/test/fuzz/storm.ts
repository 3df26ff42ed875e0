import { expect } from 'vitest';
import { FuzzedMember } from './fuzzed-member.ts';

/** Frames of one test file: with two files, which run side by side, two million. */
export const STORM_FRAMES = 1_000_000;
export const STORM_TIMEOUT_MS = 600_000;
/** A member's life in frames: then a fresh one, so that the tree of one storm does not grow without bound. */
const FRAMES_PER_MEMBER = 25_000;
/** What all the storms may leave behind. */
const MEMORY_LIMIT_BYTES = 256 * 1024 * 1024;

/** One member after another takes its share of frames; each must survive and be clean when its clients are gone. */
export function weather(firstSeed: number): void {
  let frames = 0;
  let closed = 0;
  for (let seed = firstSeed; frames < STORM_FRAMES; seed++) {
    const fuzzed = new FuzzedMember(seed);
    try {
      fuzzed.storm(FRAMES_PER_MEMBER);
      fuzzed.calm();
    } catch (error) {
      throw new Error(`seed ${seed}, about frame ${fuzzed.taken}`, { cause: error });
    }
    // Whoever left took along its watches and, once expired, its ephemerals.
    expect(fuzzed.member.view()).toMatchObject({ ephemeralsCount: 0, connections: 1, watchCount: 0 });
    expect(fuzzed.member.view()).toMatchObject({ globalSessions: 1, outstanding: 0, serving: true });
    frames += fuzzed.taken;
    closed += fuzzed.closed;
  }
  // A storm in which nobody is closed, or that ends at the first frame, proves nothing.
  expect(closed).toBeGreaterThan(STORM_FRAMES / 1_000);
  expect(closed).toBeLessThan(STORM_FRAMES / 5);
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  expect(arrayBuffers + heapUsed).toBeLessThan(MEMORY_LIMIT_BYTES);
}
