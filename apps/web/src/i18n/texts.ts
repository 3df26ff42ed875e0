import { use } from 'react';
import { registerArea, useLanguage } from './language.ts';
import type { Catalogue, Fill, Message } from './message.ts';

export type TranslateArea<C extends Catalogue> = (key: keyof C & string, fill?: Fill) => string;

/**
 * The catalogue of one area of the page, which travels with the area's own code instead of with the first screen.
 * Chinese must have the same keys; it is fetched on first use, and code that is `fetched` comes on the screen with it.
 */
export function createTexts<const C extends Catalogue>(
  en: C,
  loadZh: () => Promise<Record<keyof C, Message>>,
): () => TranslateArea<C> {
  let zh: Record<keyof C, Message> | undefined;
  let loading: Promise<Record<keyof C, Message>> | undefined;
  const load = () => {
    loading ??= loadZh().then(
      (messages) => {
        zh = messages;
        return messages;
      },
      (error: unknown) => {
        // Asked for again by whoever needs it next.
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  registerArea(load);
  return () => {
    const messages: Record<keyof C, Message> = useLanguage() === 'zh' ? (zh ?? use(load())) : en;
    return (key, fill = {}) => {
      const message = messages[key];
      return typeof message === 'function' ? message(fill) : message;
    };
  };
}
