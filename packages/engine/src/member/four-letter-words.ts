/** Commands of four bytes that may stand where a connection's first length would. Source: Apache's FourLetterCommands. */
const WORDS = [
  'conf',
  'cons',
  'crst',
  'dirs',
  'dump',
  'envi',
  'gtmk',
  'ruok',
  'stmk',
  'srvr',
  'srst',
  'stat',
  'wchc',
  'wchp',
  'wchs',
  'mntr',
  'isro',
  'hash',
] as const;

/** What a telnet client sends when it is interrupted: no command, no length. */
export const TELNET_CLOSE = 0xfff4fffd | 0;

const byValue = new Map<number, string>(WORDS.map((word) => [asNumber(word), word]));

/** The word whose four bytes are this number; undefined when they are none, and so a length. */
export function fourLetterWord(value: number): string | undefined {
  return byValue.get(value);
}

function asNumber(word: string): number {
  let value = 0;
  for (let i = 0; i < 4; i++) value = (value << 8) | word.charCodeAt(i);
  return value;
}
