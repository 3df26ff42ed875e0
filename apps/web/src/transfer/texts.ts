import { createTexts } from '../i18n/texts.ts';
import { en } from '../i18n/transfer/en.ts';

export const useTransferTexts = createTexts(en, async () => (await import('../i18n/transfer/zh.ts')).zh);
