/** Where sentences for the operator go. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const ESCAPED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Control characters and those that reverse or hide text, escaped: what a client sends cannot forge a line. */
export function printable(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (char) => ESCAPED[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** One line per message: time, level, message. */
export function lineLogger(write: (line: string) => void): Logger {
  const log = (level: string) => (message: string) =>
    write(`${new Date().toISOString()} ${level} ${printable(message)}\n`);
  return { info: log('INFO'), warn: log('WARN'), error: log('ERROR') };
}

export function stderrLogger(): Logger {
  return lineLogger((line) => process.stderr.write(line));
}
