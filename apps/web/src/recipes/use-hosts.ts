import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { recipesApi } from './recipes-api.ts';

/** Members are asked for their clients at most so often, ms. */
const AGAIN_MS = 5_000;

/** Where sessions are connected from, by alias; asked again when one is not among them. */
export function useHosts(aliases: readonly string[]): ReadonlyMap<string, string> {
  const { data, dataUpdatedAt, refetch, isFetching } = useQuery({
    queryKey: ['recipe-hosts'],
    queryFn: async () => {
      const { sessions } = await recipesApi.sessions();
      return new Map(sessions.flatMap(({ alias, address }) => (address === null ? [] : [[alias, address]])));
    },
  });
  const isMissing = aliases.some((alias) => data?.has(alias) !== true);
  useEffect(() => {
    if (!isMissing || isFetching || dataUpdatedAt === 0) return;
    const timer = setTimeout(() => void refetch(), Math.max(0, dataUpdatedAt + AGAIN_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [isMissing, isFetching, dataUpdatedAt, refetch]);
  return data ?? NONE;
}

const NONE: ReadonlyMap<string, string> = new Map();
