import { en } from '../i18n/connections/en.ts';
import { createTexts } from '../i18n/texts.ts';

export const useConnectionTexts = createTexts(en, async () => (await import('../i18n/connections/zh.ts')).zh);
