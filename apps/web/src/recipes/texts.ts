import { en } from '../i18n/recipes/en.ts';
import { createTexts, type TranslateArea } from '../i18n/texts.ts';

export const useRecipeTexts = createTexts(en, async () => (await import('../i18n/recipes/zh.ts')).zh);
export type RecipeTranslate = TranslateArea<typeof en>;
