import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { changes } from '../stores/changes.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { api } from '../wire/api.ts';

/** How often a record that is being written is read again, ms. */
const REREAD_MS = 400;

/** The whole record of one election; while it grows it is read again, at most every 400 ms. */
export function useFailover(id: number | null) {
  const queries = useQueryClient();
  const summary = useStore(live, (now) => now.ensemble?.failovers.find((each) => each.id === id));
  const query = useQuery({
    queryKey: ['failover', id],
    queryFn: ({ signal }) => api.failover(id as number, signal),
    enabled: id !== null,
  });
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const stop = changes.on('failoverMarks', (added) => {
      if (added.id !== id || waiting !== undefined) return;
      waiting = setTimeout(() => {
        waiting = undefined;
        void queries.invalidateQueries({ queryKey: ['failover', id] });
      }, REREAD_MS);
    });
    return () => {
      stop();
      clearTimeout(waiting);
    };
  }, [queries, id]);
  const stamp = summary === undefined ? '' : `${summary.state} ${summary.gapMs} ${summary.electionMs}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a summary that changed means a record that did.
  useEffect(() => {
    if (id !== null) void queries.invalidateQueries({ queryKey: ['failover', id] });
  }, [queries, id, stamp]);
  return query;
}
