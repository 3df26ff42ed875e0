// Addresses and prefixes of the `ip` scheme. Source: Apache's IPAuthenticationProvider (3.9.4 and later for IPv6).

const V4_BYTES = 4;
const V6_SEGMENTS = 8;

function bounded(text: string, pattern: RegExp, radix: number, max: number): number | null {
  if (!pattern.test(text)) return null;
  const value = Number.parseInt(text, radix);
  return value >= 0 && value <= max ? value : null;
}

function decimal(text: string, max: number): number | null {
  return bounded(text, /^[+-]?[0-9]+$/, 10, max);
}

function parseV4(text: string): Uint8Array | null {
  const parts = text.split('.');
  if (parts.length !== V4_BYTES) return null;
  const bytes = new Uint8Array(V4_BYTES);
  for (const [i, part] of parts.entries()) {
    const value = decimal(part, 255);
    if (value === null) return null;
    bytes[i] = value;
  }
  return bytes;
}

function putSegments(bytes: Uint8Array, at: number, segments: readonly string[]): boolean {
  for (const [i, segment] of segments.entries()) {
    const value = bounded(segment, /^[0-9a-fA-F]{1,4}$/, 16, 0xffff);
    if (value === null) return false;
    bytes[at + i * 2] = value >> 8;
    bytes[at + i * 2 + 1] = value;
  }
  return true;
}

function parseV6(text: string): Uint8Array | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (head === undefined) return null;
  const count = head.length + (tail?.length ?? 0);
  // "::" stands for at least one segment of zeros.
  if (tail === undefined ? count !== V6_SEGMENTS : count >= V6_SEGMENTS) return null;
  const bytes = new Uint8Array(V6_SEGMENTS * 2);
  if (!putSegments(bytes, 0, head)) return null;
  if (tail !== undefined && !putSegments(bytes, bytes.length - tail.length * 2, tail)) return null;
  return bytes;
}

function parseAddress(text: string): Uint8Array | null {
  if (text.includes(':')) return parseV6(text);
  return text.includes('.') ? parseV4(text) : null;
}

interface Prefix {
  readonly bytes: Uint8Array;
  readonly bits: number;
}

function parsePrefix(expression: string): Prefix | null {
  const slash = expression.indexOf('/');
  const bytes = parseAddress(slash === -1 ? expression : expression.slice(0, slash));
  if (bytes === null) return null;
  if (slash === -1) return { bytes, bits: bytes.length * 8 };
  const bits = decimal(expression.slice(slash + 1), bytes.length * 8);
  return bits === null ? null : { bytes, bits };
}

/** True for an address or address/bits, IPv4 or IPv6. */
export function isIpExpression(expression: string): boolean {
  return parsePrefix(expression) !== null;
}

/** True when the address lies under the expression. An IPv4 address never lies under an IPv6 expression. */
export function ipMatches(address: string, expression: string): boolean {
  const prefix = parsePrefix(expression);
  if (prefix === null) return false;
  const bytes = parseAddress(address);
  if (bytes === null || bytes.length !== prefix.bytes.length) return false;
  const whole = prefix.bits >> 3;
  for (let i = 0; i < whole; i++) if (bytes[i] !== prefix.bytes[i]) return false;
  const rest = prefix.bits & 7;
  if (rest === 0) return true;
  const difference = (bytes[whole] as number) ^ (prefix.bytes[whole] as number);
  return difference >> (8 - rest) === 0;
}
