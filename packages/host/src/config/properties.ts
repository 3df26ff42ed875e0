/** One `key=value` of a properties file. */
export interface Property {
  readonly key: string;
  readonly value: string;
  /** Where it starts, from 1. */
  readonly line: number;
}

/** A `\u` that four hexadecimal digits do not follow: Java refuses the file. */
export class MalformedEscape extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`line ${line} holds a \\u that is not followed by four hexadecimal digits`);
    this.line = line;
  }
}

interface LogicalLine {
  readonly text: string;
  readonly line: number;
}

const BLANK = /[ \t\f]/;
const BLANKS_BEFORE = /^[ \t\f]+/;

/**
 * Reads Java's properties syntax: `#` and `!` comments, `=`, `:` or blanks between key and value, backslash
 * escapes, lines continued by a backslash at their end. Keys may repeat; the caller decides which one counts.
 *
 * @param text the file decoded as ISO 8859-1, as `Properties.load(InputStream)` does
 * @throws MalformedEscape
 */
export function parseProperties(text: string): Property[] {
  return logicalLines(text).map(({ text: line, line: number }) => {
    const keyEnd = endOfKey(line);
    return {
      key: withoutEscapes(line.slice(0, keyEnd), number),
      value: withoutEscapes(afterSeparator(line, keyEnd), number),
      line: number,
    };
  });
}

/** Joins continued lines and drops comments and blank lines. A comment cannot be continued. */
function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let continuing = false;
  for (const [index, natural] of text.split(/\r\n|\r|\n/).entries()) {
    const stripped = natural.replace(BLANKS_BEFORE, '');
    if (!continuing && /^(?:$|[#!])/.test(stripped)) continue;
    const continued = endsWithOddBackslashes(stripped);
    const body = continued ? stripped.slice(0, -1) : stripped;
    const before = continuing ? lines.pop() : undefined;
    lines.push({ text: (before?.text ?? '') + body, line: before?.line ?? index + 1 });
    continuing = continued;
  }
  return lines.filter((line) => line.text !== '');
}

function endsWithOddBackslashes(text: string): boolean {
  let count = 0;
  while (count < text.length && text[text.length - 1 - count] === '\\') count += 1;
  return count % 2 === 1;
}

function endOfKey(line: string): number {
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]!;
    if (char === '\\') at += 1;
    else if (char === '=' || char === ':' || BLANK.test(char)) return at;
  }
  return line.length;
}

/** The value begins after blanks, at most one `=` or `:`, and blanks. */
function afterSeparator(line: string, keyEnd: number): string {
  const rest = line.slice(keyEnd).replace(BLANKS_BEFORE, '');
  if (!rest.startsWith('=') && !rest.startsWith(':')) return rest;
  return rest.slice(1).replace(BLANKS_BEFORE, '');
}

const CONTROL: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function withoutEscapes(text: string, line: number): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S]|$)/g, (_, escaped: string) => {
    if (escaped.length === 5) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    if (escaped === 'u') throw new MalformedEscape(line);
    return CONTROL[escaped] ?? escaped;
  });
}
