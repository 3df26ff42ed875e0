import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { EnsemblePage } from '../ensemble/ensemble-page.tsx';
import { FailoverPage } from '../failover/failover-page.tsx';
import { Frame } from '../frame/frame.tsx';
import { validateEnsembleSearch, validateFailoverSearch } from './page-search.ts';
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
    throw redirect({ to: '/c/$conn/ensemble', params: { conn: 'local' }, replace: true });
  },
});

export const treeRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/tree',
  validateSearch: validateTreeSearch,
  component: TreePage,
});

const ensembleRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/ensemble',
  validateSearch: validateEnsembleSearch,
  component: EnsemblePage,
});

const failoverRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/failover',
  validateSearch: validateFailoverSearch,
  component: FailoverPage,
});

const failoverRecordRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/failover/$id',
  validateSearch: validateFailoverSearch,
  component: FailoverPage,
});

export const router = createRouter({
  routeTree: root.addChildren([start, treeRoute, ensembleRoute, failoverRoute, failoverRecordRoute]),
  parseSearch: parseSearchText,
  stringifySearch: searchText,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
