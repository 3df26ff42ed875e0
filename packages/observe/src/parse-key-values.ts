/** A limit for hostile answers; a busy leader's `mntr` has about 600 lines. */
const MAX_LINES = 20_000;

function parseLines(text: string, separator: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/, MAX_LINES)) {
    const at = line.indexOf(separator);
    if (at > 0) values.set(line.slice(0, at), line.slice(at + separator.length).trim());
  }
  return values;
}

/** The answer to `mntr`: `zk_<name>`, a tab, the value. */
export function parseMntr(text: string): ReadonlyMap<string, string> {
  return parseLines(text, '\t');
}

/** The answer to `conf` up to its membership part: `key=value` lines. */
export function parseConf(text: string): ReadonlyMap<string, string> {
  return parseLines(text.split(/^membership: *$/m, 1)[0] ?? '', '=');
}

/** A whole number of such an answer; null when it is missing or is none. */
export function wholeNumber(values: ReadonlyMap<string, string>, key: string): number | null {
  const text = values.get(key) ?? '';
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
