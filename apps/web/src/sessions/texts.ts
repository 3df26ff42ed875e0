import { en } from '../i18n/sessions/en.ts';
import { createTexts } from '../i18n/texts.ts';

export const useSessionTexts = createTexts(en, async () => (await import('../i18n/sessions/zh.ts')).zh);
