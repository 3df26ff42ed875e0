const isSpace = (char: string | undefined): boolean => char !== undefined && ' \t\n\v\f\r'.includes(char);

/**
 * Breaks a line into words as zkCli.sh 3.8 does: a word that starts with a quote ends at the same quote and loses
 * both; quotes inside of a word are part of it; there is no escape. A quote that nothing closes is dropped.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < line.length) {
    const char = line[at]!;
    if (isSpace(char)) {
      at += 1;
    } else if (char === '"' || char === "'") {
      const end = line.indexOf(char, at + 1);
      if (end >= 0) words.push(line.slice(at + 1, end));
      at = end < 0 ? at + 1 : end + 1;
    } else {
      let end = at + 1;
      while (end < line.length && !isSpace(line[end])) end += 1;
      words.push(line.slice(at, end));
      at = end;
    }
  }
  return words;
}

/**
 * The word that `splitWords` reads back as `text`. Text with both kinds of quotes and a space cannot be written in
 * this language: null.
 */
export function quoteWord(text: string): string | null {
  if (text !== '' && !/[ \t\n\v\f\r]/.test(text) && !/^["']/.test(text)) return text;
  if (/[\n\r]/.test(text)) return null;
  if (!text.includes('"')) return `"${text}"`;
  return text.includes("'") ? null : `'${text}'`;
}
