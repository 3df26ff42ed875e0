/** A way from bytes to text and back. Null: these bytes, or this text, cannot be told so. */
export interface Charset {
  readonly decode: (bytes: Uint8Array) => string | null;
  readonly encode: (text: string) => Uint8Array<ArrayBuffer> | null;
}

function decoderOf(label: string): (bytes: Uint8Array) => string | null {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return null;
    }
  };
}

/** Whether no surrogate stands alone. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

export const utf8: Charset = {
  decode: decoderOf('utf-8'),
  // An unpaired surrogate has no UTF-8, and would be written as something else.
  encode: (text) => (isWellFormed(text) ? new TextEncoder().encode(text) : null),
};

/** Every byte is the character of its number: never fails, never loses. The platform's own "latin1" is another set. */
export const latin1: Charset = {
  decode: (bytes) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8_192) {
      text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
    }
    return text;
  },
  encode: (text) => {
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > 0xff) return null;
      bytes[at] = code;
    }
    return bytes;
  },
};

export const utf16le: Charset = { decode: decoderOf('utf-16le'), encode: (text) => utf16Of(text, true) };
export const utf16be: Charset = { decode: decoderOf('utf-16be'), encode: (text) => utf16Of(text, false) };

function utf16Of(text: string, isLittle: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) view.setUint16(2 * at, text.charCodeAt(at), isLittle);
  return bytes;
}

export const gbk: Charset = {
  decode: decoderOf('gbk'),
  encode: (text) => {
    const table = gbkTable();
    const bytes: number[] = [];
    for (const char of text) {
      const code = char.codePointAt(0) ?? 0;
      if (code < 0x80) bytes.push(code);
      else {
        const pair = table.get(char);
        if (pair === undefined) return null;
        bytes.push(pair >> 8, pair & 0xff);
      }
    }
    return new Uint8Array(bytes);
  },
};

let inverted: ReadonlyMap<string, number> | undefined;

/** The browser decodes GBK but does not encode it: all its pairs, decoded once and turned round. */
function gbkTable(): ReadonlyMap<string, number> {
  if (inverted !== undefined) return inverted;
  const decoder = new TextDecoder('gbk', { fatal: true });
  const table = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      try {
        const char = decoder.decode(new Uint8Array([lead, trail]));
        // Two characters: the lead alone was one. Some characters have two pairs; the first is the usual one.
        if ([...char].length === 1 && !table.has(char)) table.set(char, lead * 256 + trail);
      } catch {
        // A pair without a character.
      }
    }
  }
  inverted = table;
  return table;
}
