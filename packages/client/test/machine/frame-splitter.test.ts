import { JuteError } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameSplitter } from '../../src/machine/frame-splitter.ts';
import { frame } from './rig.ts';

const MAX = 200_000;

function split(chunks: readonly Uint8Array[]): number[][] {
  const splitter = new FrameSplitter(MAX);
  const frames: number[][] = [];
  for (const chunk of chunks) {
    splitter.push(chunk, (bytes, start, end) => {
      frames.push([...bytes.subarray(start, end)]);
      return true;
    });
  }
  return frames;
}

describe('FrameSplitter', () => {
  it('finds the same frames however the stream is cut', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(bodies, fc.array(fc.nat({ max: 400 }), { maxLength: 20 }), (contents, cuts) => {
        const stream = Uint8Array.from(contents.flatMap((body) => [...frame((out) => out.raw(body))]));
        const at = [...new Set(cuts.filter((cut) => cut < stream.length))].sort((a, b) => a - b);
        const chunks = [0, ...at].map((from, i) => stream.subarray(from, at[i] ?? stream.length));
        expect(split(chunks)).toEqual(contents.map((body) => [...body]));
      }),
    );
  });

  it('gathers a frame that is larger than many chunks', () => {
    const body = new Uint8Array(MAX).map((_, i) => i);
    const stream = frame((out) => out.raw(body));
    const chunks = Array.from({ length: 40 }, (_, i) => stream.subarray(i * 6000, (i + 1) * 6000));
    expect(split(chunks)).toEqual([[...body]]);
  });

  it.each([
    ['below zero', [0xff, 0xff, 0xff, 0xff]],
    ['above the limit', [0x00, 0x03, 0x0d, 0x41]],
  ])('refuses a length %s, also when it arrives byte by byte', (_, bytes) => {
    const stream = Uint8Array.from(bytes);
    expect(() => split([stream])).toThrow(JuteError);
    expect(() => split(bytes.map((byte) => Uint8Array.of(byte)))).toThrow(JuteError);
  });

  it('allocates for what has arrived, not for what was announced', () => {
    const splitter = new FrameSplitter(64 * 1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    splitter.push(Uint8Array.of(0x03, 0xff, 0xff, 0xff, 1, 2, 3), () => true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
  });

  it('stops for good when it is told so', () => {
    const splitter = new FrameSplitter(MAX);
    const two = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0);
    let frames = 0;
    splitter.push(two, () => {
      frames += 1;
      return false;
    });
    expect(frames).toBe(1);
  });
});
