export const TABS = ['data', 'stat', 'acl', 'watches', 'quota', 'history'] as const;
export type Tab = (typeof TABS)[number];
export const VIEWS = [
  'text',
  'json',
  'yaml',
  'xml',
  'properties',
  'gbk',
  'latin1',
  'utf16le',
  'utf16be',
  'base64',
  'url',
  'gzip',
  'java',
  'hex',
] as const;
export type View = (typeof VIEWS)[number];
export const SORTS = ['name', 'newest', 'oldest', 'changed'] as const;
export type Sort = (typeof SORTS)[number];
export const PANES = ['tree', 'node', 'member'] as const;
export type Pane = (typeof PANES)[number];

/** What the Tree page shows, all of it in the URL; an absent key means the default. */
export interface TreeSearch {
  path?: string;
  tab?: Tab;
  as?: View;
  /** Filter over the listed nodes. */
  q?: string;
  sort?: Sort;
  /** On a narrow screen only one pane fits. */
  pane?: Pane;
}

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((candidate) => candidate === value);

/** Keeps what is known and valid; anything else in the URL is dropped. */
export function validateTreeSearch(search: Record<string, unknown>): TreeSearch {
  const tab = oneOf(TABS, search.tab);
  const as = oneOf(VIEWS, search.as);
  const pane = oneOf(PANES, search.pane);
  const sort = oneOf(SORTS, search.sort);
  return {
    ...(typeof search.path === 'string' && search.path.startsWith('/') ? { path: search.path } : {}),
    ...(tab ? { tab } : {}),
    ...(as ? { as } : {}),
    ...(typeof search.q === 'string' && search.q !== '' ? { q: search.q } : {}),
    ...(sort && sort !== 'name' ? { sort } : {}),
    ...(pane ? { pane } : {}),
  };
}
