import { nameOf, visible } from '../tree/path.ts';

/** A node of a line as people call it: no client's own id before it, the last four digits of its counter. */
export function recipeName(pathOrName: string): string {
  return visible(nameOf(pathOrName))
    .replace(/^_c_[0-9a-f-]{36}-/, '')
    .replace(/^[0-9a-f]{32}(?=__r?lock__)/, '')
    .replace(/\d{6}(\d{4})$/, '$1');
}
