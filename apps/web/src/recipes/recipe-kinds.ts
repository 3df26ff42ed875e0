import type { RecipeKind, ScenarioId } from '@vivarium/contract';

/** The pages of recipes as their addresses name them. */
export const RECIPE_PAGES = ['locks', 'elections', 'queues', 'groups', 'config'] as const;
export type RecipePageName = (typeof RECIPE_PAGES)[number];

export const KIND_OF: Readonly<Record<RecipePageName, RecipeKind>> = {
  locks: 'lock',
  elections: 'election',
  queues: 'queue',
  groups: 'group',
  config: 'configuration',
};

export const PAGE_OF: Readonly<Record<RecipeKind, RecipePageName>> = {
  lock: 'locks',
  election: 'elections',
  queue: 'queues',
  group: 'groups',
  configuration: 'config',
};

/** The textbook's play of each. */
export const SCENARIO_OF: Readonly<Record<RecipeKind, ScenarioId>> = {
  lock: 'competingLock',
  election: 'masterElection',
  queue: 'workQueue',
  group: 'groupMembership',
  configuration: 'configurationBroadcast',
};

/** The page that an address asks for; what is not known is the first. */
export function recipePageOf(text: string | undefined): RecipePageName {
  return RECIPE_PAGES.find((name) => name === text) ?? 'locks';
}
