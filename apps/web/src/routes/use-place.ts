import { useNavigate, useSearch } from '@tanstack/react-router';
import type { TreeSearch } from './tree-search.ts';

/** Where the page is, and how to go elsewhere: the URL is the state. */
export function usePlace() {
  // The page may already be another while this still stands on the screen.
  const search = useSearch({ from: '/c/$conn/tree', shouldThrow: false }) ?? {};
  const navigate = useNavigate({ from: '/c/$conn/tree' });
  /** Moving the cursor replaces; opening something else on purpose leaves a step to come back to. */
  const go = (next: TreeSearch, replace = false) =>
    navigate({ search: (now: TreeSearch) => ({ ...now, ...next }), replace });
  return { search, path: search.path ?? '/', go };
}
