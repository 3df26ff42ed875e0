import { en } from '../i18n/failover/en.ts';
import { createTexts } from '../i18n/texts.ts';

export const useFailoverTexts = createTexts(en, async () => (await import('../i18n/failover/zh.ts')).zh);
