import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { Frame } from '../frame/frame.tsx';
import { parseSearchText, searchText } from './search-text.ts';
import { TreePage } from './tree-page.tsx';
import { validateTreeSearch } from './tree-search.ts';

const root = createRootRoute({
  component: Frame,
  notFoundComponent: () => null,
});

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/c/$conn/tree', params: { conn: 'local' }, search: { path: '/' }, replace: true });
  },
});

export const treeRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/tree',
  validateSearch: validateTreeSearch,
  component: TreePage,
});

export const router = createRouter({
  routeTree: root.addChildren([start, treeRoute]),
  parseSearch: parseSearchText,
  stringifySearch: searchText,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
