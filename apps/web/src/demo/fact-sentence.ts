import type { DemoFact } from '@vivarium/contract';
import { nameOf, visible } from '../tree/path.ts';
import type { DemoTranslate } from './texts.ts';

/** What a client of the demo did or came to know, in a sentence. */
export function factSentence({ client, what, path, about }: DemoFact, dt: DemoTranslate): string {
  return dt(`fact.${what}`, { client, node: nodeText(path), about: nodeText(about) });
}

/** A node by the end of its name, a version or a member as it is. */
function nodeText(text: string | null): string {
  if (text === null) return '';
  const name = text.startsWith('/') ? nameOf(text) : text;
  return visible(name)
    .replace(/^_c_[0-9a-f-]{36}-/, '')
    .replace(/\d{6}(\d{4})$/, '$1');
}
