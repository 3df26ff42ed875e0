import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { play } from './transcript.ts';

const folder = new URL('transcripts/', import.meta.url);

describe('the connection machine does what the transcripts say', () => {
  for (const file of readdirSync(folder).sort()) {
    it(file, () => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      expect(play(text)).toBe(text);
    });
  }
});
