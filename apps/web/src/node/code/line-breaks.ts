/**
 * What separates the lines of a text so that nothing of it is lost: `\r\n` only where every line ends so; else `\n`,
 * and each `\r` stays a character of its line.
 */
export function lineBreakOf(text: string): '\r\n' | '\n' {
  const isAll = text.includes('\r\n') && !/(^|[^\r])\n|\r(?!\n)/.test(text);
  return isAll ? '\r\n' : '\n';
}
