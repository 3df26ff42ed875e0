import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzip, UNPACKED_MAX } from '../../../src/node/decode/gunzip.ts';
import { javaOutline } from '../../../src/node/decode/java-outline.ts';

describe('gzip', () => {
  it('is unpacked as far as the bound', async () => {
    const small = await gunzip(new Uint8Array(gzipSync('hello')));
    expect(new TextDecoder().decode(small?.bytes)).toBe('hello');
    const bomb = await gunzip(new Uint8Array(gzipSync(Buffer.alloc(3 * UNPACKED_MAX))));
    expect([bomb?.bytes.length, bomb?.isCut]).toEqual([UNPACKED_MAX, true]);
    expect(await gunzip(new Uint8Array([0x1f, 0x8b, 1, 2, 3]))).toBeNull();
  });
});

describe('a serialised Java object', () => {
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

  it('is told by its values', () => {
    expect(javaOutline(bytes('aced0005 74 0005 68656c6c6f'))).toBe('"hello"');
    // new Integer(7), as ObjectOutputStream writes it.
    const integer =
      'aced0005 73 72 0011 6a6176612e6c616e672e496e7465676572 12e2a0a4f7818738 02 0001 49 0005 76616c7565' +
      '78 72 0010 6a6176612e6c616e672e4e756d626572 86ac951d0b94e08b 02 0000 78 70 00000007';
    expect(javaOutline(bytes(integer))).toBe('java.lang.Integer\n  value: 7');
  });

  it('is given up when it cannot be followed', () => {
    expect(javaOutline(bytes('aced0005 74 00ff 41'))).toBeNull();
    expect(javaOutline(bytes('aced0005 42'))).toBeNull();
    expect(javaOutline(bytes('ac'))).toBeNull();
  });
});
