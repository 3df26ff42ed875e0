/** What the Search page asks and shows, all of it in the URL. */
export interface SearchSearch {
  q?: string;
  /** Absent: both. */
  in?: 'name' | 'data';
  under?: string;
  as?: 'glob';
  case?: '1';
  view?: 'sizes';
  /** The job whose result is shown. */
  job?: string;
}

export function validateSearchSearch(search: Record<string, unknown>): SearchSearch {
  const { q, under, job } = search;
  return {
    ...(typeof q === 'string' && q !== '' ? { q: q.slice(0, 256) } : {}),
    ...(search.in === 'name' || search.in === 'data' ? { in: search.in } : {}),
    ...(typeof under === 'string' && under.startsWith('/') && under !== '/' ? { under } : {}),
    ...(search.as === 'glob' ? { as: 'glob' } : {}),
    ...(search.case === '1' ? { case: '1' } : {}),
    ...(search.view === 'sizes' ? { view: 'sizes' } : {}),
    ...(typeof job === 'string' && /^[a-z0-9-]{1,40}$/.test(job) ? { job } : {}),
  };
}
