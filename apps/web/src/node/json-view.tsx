import type { ReactNode } from 'react';
import css from './node.module.css';

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)/g;

/** Printed JSON as coloured text nodes; the text itself is never markup. */
export function highlightJson(json: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of json.matchAll(TOKEN)) {
    if (match.index > at) parts.push(json.slice(at, match.index));
    const [whole, text, colon, number, word] = match;
    const kind =
      text !== undefined ? (colon !== undefined ? css.key : css.string) : number ? css.number : css.word;
    parts.push(
      <span key={match.index} className={kind}>
        {text ?? number ?? word}
      </span>,
    );
    if (colon !== undefined) parts.push(colon);
    at = match.index + whole.length;
  }
  parts.push(json.slice(at));
  return parts;
}
