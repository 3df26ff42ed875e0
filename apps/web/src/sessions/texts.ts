import { en } from '../i18n/sessions/en.ts';
import { createTexts, type TranslateArea } from '../i18n/texts.ts';

export const useSessionTexts = createTexts(en, async () => (await import('../i18n/sessions/zh.ts')).zh);
export type SessionTranslate = TranslateArea<typeof en>;
