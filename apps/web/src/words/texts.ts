import { createTexts } from '../i18n/texts.ts';
import { en } from '../i18n/words/en.ts';

export const useWordTexts = createTexts(en, async () => (await import('../i18n/words/zh.ts')).zh);
