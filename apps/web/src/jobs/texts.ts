import { en } from '../i18n/jobs/en.ts';
import { createTexts } from '../i18n/texts.ts';

export const useJobTexts = createTexts(en, async () => (await import('../i18n/jobs/zh.ts')).zh);
export type TranslateJob = ReturnType<typeof useJobTexts>;
