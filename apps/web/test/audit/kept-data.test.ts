import { describe, expect, it } from 'vitest';
import { textOfBytes } from '../../src/audit/kept-data.ts';

describe('data of a record', () => {
  it('is text when it is UTF-8, and nothing else is', () => {
    expect(textOfBytes(new TextEncoder().encode('中文 ☂'))).toBe('中文 ☂');
    expect(textOfBytes(new Uint8Array([0xff, 0xfe]))).toBeNull();
    expect(textOfBytes(new Uint8Array())).toBe('');
  });
});
