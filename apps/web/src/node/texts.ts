import { en } from '../i18n/node/en.ts';
import { createTexts } from '../i18n/texts.ts';

export const useNodeTexts = createTexts(en, async () => (await import('../i18n/node/zh.ts')).zh);
