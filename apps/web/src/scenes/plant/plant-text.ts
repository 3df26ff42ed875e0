import { nameOf, visible } from '../../tree/path.ts';

const CHARS_MAX = 22;

/** A node's name as the plant writes it: no client's own id before it, the last four digits of a counter. */
export function plantText(path: string): string {
  if (path === '/') return '/';
  const name = visible(nameOf(path))
    .replace(/^_c_[0-9a-f-]{36}-/, '')
    .replace(/\d{6}(\d{4})$/, '$1');
  const chars = [...name];
  if (chars.length <= CHARS_MAX) return name;
  return `${chars.slice(0, 8).join('')}…${chars.slice(-(CHARS_MAX - 9)).join('')}`;
}
