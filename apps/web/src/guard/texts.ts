import { en } from '../i18n/guard/en.ts';
import { createTexts } from '../i18n/texts.ts';

export const useGuardTexts = createTexts(en, async () => (await import('../i18n/guard/zh.ts')).zh);
