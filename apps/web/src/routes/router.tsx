import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from '@tanstack/react-router';
import { Frame } from '../frame/frame.tsx';
import { PageFault } from '../frame/page-fault.tsx';
import { validateSearchSearch } from '../search/search-search.ts';
import { fetched } from '../wire/fetched.ts';
import { NotFound, unknownConnection } from './not-found.tsx';
import {
  validateAuditSearch,
  validateCaseSearch,
  validateEnsembleSearch,
  validateFailoverSearch,
  validateKafkaSearch,
  validateRecipeSearch,
  validateSessionsSearch,
  validateWatchesSearch,
} from './page-search.ts';
import { knownOnly, parseSearchText, searchText } from './search-text.ts';
import { validateTreeSearch } from './tree-search.ts';

const root = createRootRoute({
  component: Frame,
  beforeLoad: ({ location }) => {
    if (unknownConnection(location.pathname) !== null) throw notFound();
  },
  notFoundComponent: NotFound,
});

// Each page travels with its own code and words; the first screen waits for no other.
const CasePage = lazyRouteComponent(() => fetched(() => import('../case/case-page.tsx')), 'CasePage');
const TreePage = lazyRouteComponent(() => fetched(() => import('./tree-page.tsx')), 'TreePage');
const EnsemblePage = lazyRouteComponent(
  () => fetched(() => import('../ensemble/ensemble-page.tsx')),
  'EnsemblePage',
);
const ShellPage = lazyRouteComponent(() => fetched(() => import('../shell/shell-page.tsx')), 'ShellPage');
const RecipesPage = lazyRouteComponent(
  () => fetched(() => import('../recipes/recipes-page.tsx')),
  'RecipesPage',
);
const KafkaPage = lazyRouteComponent(() => fetched(() => import('../kafka/kafka-page.tsx')), 'KafkaPage');
const FailoverPage = lazyRouteComponent(
  () => fetched(() => import('../failover/failover-page.tsx')),
  'FailoverPage',
);
const SessionsPage = lazyRouteComponent(
  () => fetched(() => import('../sessions/sessions-page.tsx')),
  'SessionsPage',
);
const WatchesPage = lazyRouteComponent(
  () => fetched(() => import('../watches/watches-page.tsx')),
  'WatchesPage',
);
const AuditPage = lazyRouteComponent(() => fetched(() => import('../audit/audit-page.tsx')), 'AuditPage');
const ConnectionsPage = lazyRouteComponent(
  () => fetched(() => import('../connections/connections-page.tsx')),
  'ConnectionsPage',
);
const SearchPage = lazyRouteComponent(() => fetched(() => import('../search/search-page.tsx')), 'SearchPage');
const JobsPage = lazyRouteComponent(() => fetched(() => import('../jobs/jobs-page.tsx')), 'JobsPage');

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/c/$conn', params: { conn: 'local' }, replace: true });
  },
});

const caseRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn',
  validateSearch: knownOnly(validateCaseSearch),
  component: CasePage,
});

export const treeRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/tree',
  validateSearch: knownOnly(validateTreeSearch),
  component: TreePage,
});

const ensembleRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/ensemble',
  validateSearch: knownOnly(validateEnsembleSearch),
  component: EnsemblePage,
});

const failoverRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/failover',
  validateSearch: knownOnly(validateFailoverSearch),
  component: FailoverPage,
});

const failoverRecordRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/failover/$id',
  validateSearch: knownOnly(validateFailoverSearch),
  component: FailoverPage,
});

const recipesRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/recipes/$kind',
  validateSearch: knownOnly(validateRecipeSearch),
  component: RecipesPage,
});

const kafkaRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/kafka',
  validateSearch: knownOnly(validateKafkaSearch),
  component: KafkaPage,
});

const shellRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/cli',
  component: ShellPage,
});

const sessionsRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/sessions',
  validateSearch: knownOnly(validateSessionsSearch),
  component: SessionsPage,
});

const watchesRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/watches',
  validateSearch: knownOnly(validateWatchesSearch),
  component: WatchesPage,
});

const auditRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/audit',
  validateSearch: knownOnly(validateAuditSearch),
  component: AuditPage,
});

const connectionsRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/connections',
  component: ConnectionsPage,
});

const searchRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/search',
  validateSearch: knownOnly(validateSearchSearch),
  component: SearchPage,
});

const jobsRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/jobs',
  component: JobsPage,
});

const jobRoute = createRoute({
  getParentRoute: () => root,
  path: '/c/$conn/jobs/$id',
  component: JobsPage,
});

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    caseRoute,
    treeRoute,
    ensembleRoute,
    failoverRoute,
    failoverRecordRoute,
    searchRoute,
    jobsRoute,
    jobRoute,
    shellRoute,
    recipesRoute,
    kafkaRoute,
    sessionsRoute,
    watchesRoute,
    auditRoute,
    connectionsRoute,
  ]),
  parseSearch: parseSearchText,
  stringifySearch: searchText,
  // A page's code is fetched when the pointer or the focus comes near its link.
  defaultPreload: 'intent',
  defaultErrorComponent: PageFault,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
