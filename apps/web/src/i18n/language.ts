import type { Fault, FaultCode, FaultText } from '@vivarium/contract';
import { createStore, useStore } from '../stores/store.ts';
import { en } from './en.ts';
import type { Fill, Message } from './message.ts';

export type Language = 'en' | 'zh';
export type Key = keyof typeof en;
export type Translate = (key: Key, fill?: Fill) => string;

interface Speech {
  readonly language: Language;
  readonly messages: Record<Key, Message>;
  /** English comes from the server with each fault. */
  readonly faults: Record<FaultCode, FaultText> | null;
}

const english: Speech = { language: 'en', messages: en, faults: null };
const speech = createStore<Speech>(english);

/** What fetches the Chinese of each area that the page has loaded. */
const areas = new Set<() => Promise<unknown>>();

export function registerArea(loadZh: () => Promise<unknown>): void {
  areas.add(loadZh);
  // A part that comes on the screen later must not take the page off it while it learns its words.
  if (speech.get().language === 'zh') void loadZh().catch(() => {});
}

/**
 * Code together with the words that it says: what is on the screen when it comes stays until both are there, and nothing
 * of it goes off the screen again for want of a word.
 */
export async function withWords<T>(code: Promise<T>): Promise<T> {
  const loaded = await code;
  if (speech.get().language === 'zh') await Promise.all([...areas].map((load) => load()));
  return loaded;
}

/** Switches the page; Chinese is fetched on first use, all of it before the switch, so that nothing flickers. */
export async function speak(language: Language, remember: boolean): Promise<void> {
  if (language === 'zh') {
    const [{ zh }, { zhFaults }] = await Promise.all([
      import('./zh.ts'),
      import('./zh-faults.ts'),
      ...[...areas].map((load) => load()),
    ]);
    speech.set({ language, messages: zh, faults: zhFaults });
  } else speech.set(english);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  if (!remember) return;
  try {
    localStorage.setItem('vivarium.language', language);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** What `theme.js` decided before the first paint. */
export function languageAtStart(): Language {
  return document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
}

export function useLanguage(): Language {
  return useStore(speech, (now) => now.language);
}

export function useTranslate(): Translate {
  const messages = useStore(speech, (now) => now.messages);
  return (key, fill = {}) => {
    const message = messages[key];
    return typeof message === 'function' ? message(fill) : message;
  };
}

/** A fault in the page's language; a code this page does not know keeps the server's words. */
export function useFaultText(): (fault: Fault) => FaultText {
  const faults = useStore(speech, (now) => now.faults);
  return (fault) => {
    if (faults === null || !Object.hasOwn(faults, fault.code)) return fault;
    return faults[fault.code as FaultCode];
  };
}
