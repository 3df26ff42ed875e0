import { en } from '../i18n/case/en.ts';
import { createTexts, type TranslateArea } from '../i18n/texts.ts';

export const useCaseTexts = createTexts(en, async () => (await import('../i18n/case/zh.ts')).zh);
export type CaseTranslate = TranslateArea<typeof en>;
