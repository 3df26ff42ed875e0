import { createTexts } from '../i18n/texts.ts';
import { en } from '../i18n/watches/en.ts';

export const useWatchTexts = createTexts(en, async () => (await import('../i18n/watches/zh.ts')).zh);
