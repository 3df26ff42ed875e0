import type { RecipeView } from '@vivarium/contract';
import type { Moment } from './standing.ts';
import type { RecipeTranslate } from './texts.ts';

/** What each recipe's drawing is given. */
export interface PartProps<F extends RecipeView['facts']> {
  readonly path: string;
  readonly facts: F;
  readonly moment: Moment;
  /** Where sessions are connected from, by alias. */
  readonly hosts: ReadonlyMap<string, string>;
  readonly rt: RecipeTranslate;
}
