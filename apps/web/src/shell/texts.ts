import { en } from '../i18n/shell/en.ts';
import { createTexts, type TranslateArea } from '../i18n/texts.ts';

export const useShellTexts = createTexts(en, async () => (await import('../i18n/shell/zh.ts')).zh);
export type ShellTexts = TranslateArea<typeof en>;
