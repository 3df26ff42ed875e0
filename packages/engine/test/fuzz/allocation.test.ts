import { expect, it } from 'vitest';
import { FuzzedMember } from './fuzzed-member.ts';

const MAX_BUFFER_BYTES = 0xfffff;
const CHUNKS = 5_000;

it('no chunk of frames makes a member allocate more than jute.maxbuffer', () => {
  const fuzzed = new FuzzedMember(7);
  let largest = 0;
  let last = process.memoryUsage().arrayBuffers;
  for (let turn = 0; turn < CHUNKS; turn++) {
    fuzzed.chunkOrConnect();
    const now = process.memoryUsage().arrayBuffers;
    largest = Math.max(largest, now - last);
    last = now;
  }
  expect(fuzzed.taken).toBeGreaterThan(CHUNKS);
  expect(largest).toBeLessThan(MAX_BUFFER_BYTES);
});
