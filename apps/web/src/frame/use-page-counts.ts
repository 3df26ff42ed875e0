import type { EnsembleView, FoundRecipes } from '@vivarium/contract';
import { useEffect, useMemo } from 'react';
import { found, lookForRecipes } from '../recipes/found-store.ts';
import { KIND_OF, RECIPE_PAGES } from '../recipes/recipe-kinds.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';

/** How many each page has to show, by the page's key; none where that is not known. */
export function usePageCounts(): ReadonlyMap<string, number> {
  const ensemble = useStore(live, (now) => now.ensemble);
  const recipes = useStore(found, (now) => now.list);
  const running = useStore(live, ({ jobs }) => jobs.filter((job) => job.endedAtMs === null).length);
  const isOurs = ensemble?.embedded === true;
  useEffect(() => {
    // An ensemble of others is searched for recipes only where somebody asks for them.
    if (isOurs && found.get().list === null) void lookForRecipes();
  }, [isOurs]);
  return useMemo(() => {
    const jobs: [string, number][] = running === 0 ? [] : [['/c/$conn/jobs', running]];
    return new Map([...ofEnsemble(ensemble), ...ofRecipes(recipes), ...jobs]);
  }, [ensemble, recipes, running]);
}

function ofEnsemble(ensemble: EnsembleView | null): [string, number][] {
  if (ensemble === null) return [];
  const { members, failovers } = ensemble;
  const known: [string, number][] = [
    ['/c/$conn/ensemble', members.length],
    ['/c/$conn/failover', failovers.length],
  ];
  const sessions = members.flatMap((member) => (member.sessions === null ? [] : [member.sessions]));
  // Each member that tells counts those of the whole ensemble; one that lags may count fewer.
  if (sessions.length > 0) known.push(['/c/$conn/sessions', Math.max(...sessions)]);
  return known;
}

function ofRecipes(list: FoundRecipes | null): [string, number][] {
  if (list === null) return [];
  return RECIPE_PAGES.map((page) => [
    `/c/$conn/recipes/$kind ${page}`,
    list.recipes.filter(({ kind }) => kind === KIND_OF[page]).length,
  ]);
}
