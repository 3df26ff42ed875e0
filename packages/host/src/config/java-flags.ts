/**
 * The system properties (`-Dkey=value`) in a line of JVM options, so that scripts written for Apache's server
 * configure ours. All other options speak to a JVM and are passed over.
 */
export function systemProperties(flags: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const word of shellWords(flags)) {
    if (!word.startsWith('-D')) continue;
    const equals = word.indexOf('=');
    const key = equals < 0 ? word.slice(2) : word.slice(2, equals);
    if (key !== '') properties.set(key, equals < 0 ? '' : word.slice(equals + 1));
  }
  return properties;
}

/** Splits at blanks; single and double quotes hold a word together, as a shell that evaluates the line would. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g))
    words.push(match[0].replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single));
  return words;
}
