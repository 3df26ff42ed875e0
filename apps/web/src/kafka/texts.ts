import { en } from '../i18n/kafka/en.ts';
import { createTexts, type TranslateArea } from '../i18n/texts.ts';

export const useKafkaTexts = createTexts(en, async () => (await import('../i18n/kafka/zh.ts')).zh);
export type KafkaTranslate = TranslateArea<typeof en>;
