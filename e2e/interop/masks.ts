/** Session ids in hexadecimal: server 1's are 0x1 followed by fourteen digits, more digits than any zxid here has. */
const sessionId = /\b(?:0x)?1[0-9a-f]{14}\b/g;
const date = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d+ [\d:]{8} (?:[A-Z]{3,4} )?\d{4}\b/g;

/** Replaces what differs between two equal runs: session ids, dates, ports, measured times. */
export function mask(text: string, port: number): string {
  return text
    .replaceAll(`127.0.0.1:${port}`, '<server>')
    .replace(sessionId, '<session>')
    .replace(date, '<date>')
    .replace(/time = \d+ msec/g, 'time = <n> msec');
}
