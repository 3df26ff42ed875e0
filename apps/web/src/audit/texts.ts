import { en } from '../i18n/audit/en.ts';
import { createTexts, type TranslateArea } from '../i18n/texts.ts';

export const useAuditTexts = createTexts(en, async () => (await import('../i18n/audit/zh.ts')).zh);
export type AuditTranslate = TranslateArea<typeof en>;
