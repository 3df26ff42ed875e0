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

/** Where a record is read: the event that is looked at, and whether every notification is listed. */
export interface FailoverSearch {
  mark?: string;
  votes?: 'all';
}

export function validateFailoverSearch(search: Record<string, unknown>): FailoverSearch {
  return {
    ...(isNumber(search.mark) ? { mark: search.mark } : {}),
    ...(search.votes === 'all' ? { votes: 'all' } : {}),
  };
}

function isNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,9}$/.test(value);
}
