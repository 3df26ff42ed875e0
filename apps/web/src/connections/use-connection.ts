import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConnectionView } from '@vivarium/contract';
import { useEffect } from 'react';
import { changes } from '../stores/changes.ts';
import { connectionsApi } from './connections-api.ts';

const KEY = ['connection'];

/** How the ensemble is seen, kept up by the socket. */
export function useConnection() {
  const queries = useQueryClient();
  useEffect(() => {
    const stops = [
      changes.on('means', ({ means }) =>
        queries.setQueryData<ConnectionView>(KEY, (known) => known && { ...known, means }),
      ),
      changes.onMissed(() => void queries.invalidateQueries({ queryKey: KEY })),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [queries]);
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => connectionsApi.read(signal) });
}
