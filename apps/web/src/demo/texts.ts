import { en } from '../i18n/demo/en.ts';
import { createTexts, type TranslateArea } from '../i18n/texts.ts';

export const useDemoTexts = createTexts(en, async () => (await import('../i18n/demo/zh.ts')).zh);
export type DemoTranslate = TranslateArea<typeof en>;
