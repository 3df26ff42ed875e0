import type { Stat } from '@vivarium/jute';

const TEXT_CHARS_MAX = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what makes data unreadable.
const UNPRINTABLE = /[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/;

/** A znode as the recipes look at it. */
export interface NodeFacts {
  readonly name: string;
  readonly path: string;
  readonly stat: Stat;
  /** Null when it has none or they may not be read. */
  readonly data: Uint8Array | null;
}

/** The beginning of the data as text; null when they are none. */
export function textOf(data: Uint8Array | null): string | null {
  if (data === null || data.length === 0) return null;
  // A character that is cut in two at the end is left out.
  const text = new TextDecoder().decode(data.subarray(0, TEXT_CHARS_MAX * 4), { stream: true });
  return UNPRINTABLE.test(text) ? null : text.slice(0, TEXT_CHARS_MAX);
}
