import { en } from '../i18n/ensemble/en.ts';
import { createTexts, type TranslateArea } from '../i18n/texts.ts';

export const useEnsembleTexts = createTexts(en, async () => (await import('../i18n/ensemble/zh.ts')).zh);
export type EnsembleTranslate = TranslateArea<typeof en>;
