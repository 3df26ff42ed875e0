import { en } from '../i18n/search/en.ts';
import { createTexts } from '../i18n/texts.ts';

export const useSearchTexts = createTexts(en, async () => (await import('../i18n/search/zh.ts')).zh);
