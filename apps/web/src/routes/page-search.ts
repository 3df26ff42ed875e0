/** What the Case shows: the node that is looked at, and whether the plant is a list. */
export interface CaseSearch {
  sel?: string;
  as?: 'list';
}

export function validateCaseSearch(search: Record<string, unknown>): CaseSearch {
  const isPath = typeof search.sel === 'string' && search.sel.startsWith('/');
  return {
    ...(isPath ? { sel: search.sel as string } : {}),
    ...(search.as === 'list' ? { as: 'list' } : {}),
  };
}

/** What the Ensemble page shows beside everything: the member whose actions are open. */
export interface EnsembleSearch {
  member?: string;
}

export function validateEnsembleSearch(search: Record<string, unknown>): EnsembleSearch {
  return isNumber(search.member) ? { member: search.member } : {};
}

/** Where a record is read: the event or the time looked at, the speed, what it is compared with, whether every notification is listed. */
export interface FailoverSearch {
  mark?: string;
  /** Ms after the start. */
  t?: string;
  speed?: string;
  vs?: string;
  votes?: 'all';
}

export function validateFailoverSearch(search: Record<string, unknown>): FailoverSearch {
  return {
    ...(isNumber(search.mark) ? { mark: search.mark } : {}),
    ...(isTime(search.t) ? { t: search.t } : {}),
    ...(isTime(search.speed) ? { speed: search.speed } : {}),
    ...(isNumber(search.vs) ? { vs: search.vs } : {}),
    ...(search.votes === 'all' ? { votes: 'all' } : {}),
  };
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d{1,9}(\.\d{1,3})?$/.test(value);
}

function isNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,9}$/.test(value);
}
