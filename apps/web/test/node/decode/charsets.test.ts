import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gbk, latin1, utf8, utf16be, utf16le } from '../../../src/node/decode/charsets.ts';
import { charsetOf, isLossless } from '../../../src/node/decode/views.ts';
import { bytesOfText } from '../../../src/wire/bytes.ts';

describe('charsets', () => {
  it('write again what they read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(utf8, latin1), (bytes, charset) => {
        const text = charset.decode(bytes);
        if (text !== null) expect([...(charset.encode(text) ?? [])]).toEqual([...bytes]);
      }),
    );
  });

  it('say no to what they do not have', () => {
    expect(utf8.decode(new Uint8Array([0xc3, 0x28]))).toBeNull();
    expect(utf8.encode('\ud800')).toBeNull();
    expect(latin1.encode('中')).toBeNull();
    expect(gbk.encode('😀')).toBeNull();
  });

  it('know GBK both ways', () => {
    const bytes = new Uint8Array([0xc4, 0xe3, 0xba, 0xc3, 0x41]);
    expect(gbk.decode(bytes)).toBe('你好A');
    expect([...(gbk.encode('你好A') ?? [])]).toEqual([...bytes]);
  });

  it('know both orders of UTF-16, a mark at the start included', () => {
    expect([...(utf16le.encode('\ufeffA') ?? [])]).toEqual([0xff, 0xfe, 0x41, 0]);
    expect(utf16be.decode(new Uint8Array([0xfe, 0xff, 0, 0x41]))).toBe('\ufeffA');
  });
});

describe('views that may be edited', () => {
  it('lose nothing, or are known to', () => {
    const base64 = charsetOf('base64');
    const url = charsetOf('url');
    if (base64 === undefined || url === undefined) throw new Error('no such view');
    expect(base64.decode(bytesOfText('aGVsbG8='))).toBe('hello');
    expect(isLossless(base64, bytesOfText('aGVsbG8='), 'hello')).toBe(true);
    expect(isLossless(base64, bytesOfText('aGVsbG8=\n'), 'hello')).toBe(false);
    expect(base64.decode(bytesOfText('not base64'))).toBeNull();
    expect(url.decode(bytesOfText('a%2Fb'))).toBe('a/b');
    expect(isLossless(url, bytesOfText('a%2fb'), 'a/b')).toBe(false);
    expect(url.decode(bytesOfText('%zz'))).toBeNull();
  });
});
