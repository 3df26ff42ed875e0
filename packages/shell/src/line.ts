/** A piece of a printed line: text, or a path that a page makes a link of. */
export type Part = string | { readonly text: string; readonly path: string };

/** One printed line, without its end. */
export interface Line {
  readonly stream: 'out' | 'err';
  readonly parts: readonly Part[];
}

export const linkTo = (path: string, text = path): Part => ({ text, path });

export function lineText({ parts }: Line): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

export const joinPath = (parent: string, name: string): string =>
  parent === '/' ? `/${name}` : `${parent}/${name}`;
