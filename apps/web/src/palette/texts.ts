import { en } from '../i18n/palette/en.ts';
import { createTexts } from '../i18n/texts.ts';

export const usePaletteTexts = createTexts(en, async () => (await import('../i18n/palette/zh.ts')).zh);
