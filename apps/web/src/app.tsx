import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { router } from './routes/router.tsx';
import { TreeContext } from './stores/tree-context.ts';
import { TreeStore } from './stores/tree-store.ts';

/** The page: one query cache, one socket, one tree. */
export function App() {
  const [queries] = useState(
    // Changes arrive by the socket and invalidate what they touch; nothing goes stale by itself.
    () => new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } }),
  );
  const [tree] = useState(() => new TreeStore(queries));
  useEffect(() => {
    tree.start();
    return () => tree.stop();
  }, [tree]);
  return (
    <QueryClientProvider client={queries}>
      <TreeContext value={tree}>
        <RouterProvider router={router} />
      </TreeContext>
    </QueryClientProvider>
  );
}
