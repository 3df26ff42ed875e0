import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { GroupFacts } from '@vivarium/contract';
import { useEffect } from 'react';
import { useRecipe } from '../recipes/use-recipe.ts';
import { joinPath } from '../tree/path.ts';
import { readRegistry } from './registry.ts';

/** The registry is read again so often while it is on the screen, ms. */
const AGAIN_MS = 5_000;
/** After brokers came or went, the controller writes for a while, ms. */
const SETTLED_MS = 800;

/** A registry as it stands: read again now and then, and when brokers come, go, or another one is the controller. */
export function useRegistry(root: string | null) {
  const queries = useQueryClient();
  const ids = useRecipe(root === null ? null : joinPath(root, 'brokers/ids'), 'group');
  const epochs = useRecipe(root === null ? null : joinPath(root, 'controller_epoch'), 'configuration');
  const query = useQuery({
    queryKey: ['kafka', root],
    queryFn: () => readRegistry(root ?? '/'),
    enabled: root !== null,
    refetchInterval: AGAIN_MS,
  });
  const group = ids.view?.facts.kind === 'group' ? ids.view.facts : null;
  const versions = epochs.view?.facts.kind === 'configuration' ? epochs.view.facts.versions : [];
  const moves = group === null ? 0 : (group.moves.at(-1)?.atMs ?? 0);
  const epoch = versions.at(-1)?.version ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what moved is the reason to read, not an input of it.
  useEffect(() => {
    const timer = setTimeout(() => void queries.invalidateQueries({ queryKey: ['kafka', root] }), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [queries, root, moves, epoch]);
  return { ...query, group, versions };
}

/** Brokers that were seen to leave and are not back, with when. */
export function leftBrokers({ members, moves }: GroupFacts): { id: string; atMs: number }[] {
  const here = new Set(members.map(({ id }) => id));
  const left = new Map<string, number>();
  for (const { id, atMs, what } of moves) if (what === 'left' && !here.has(id)) left.set(id, atMs);
  return [...left].map(([id, atMs]) => ({ id, atMs }));
}
