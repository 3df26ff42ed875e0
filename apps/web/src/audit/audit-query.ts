import type { AuditQuery } from '@vivarium/contract';
import type { AuditSearch } from '../routes/page-search.ts';

export const AUDIT_KINDS = ['write', 'control', 'guard', 'job'] as const;

/** What the address says, as the server is asked for it; what is no filter is left out. */
export function queryOf(search: AuditSearch): AuditQuery {
  const kind = AUDIT_KINDS.find((each) => each === search.kind);
  const from = isoOf(search.from);
  const to = isoOf(search.to);
  return {
    ...(search.actor === undefined ? {} : { who: search.actor }),
    ...(search.path?.startsWith('/') === true ? { path: search.path } : {}),
    ...(search.op === undefined ? {} : { op: search.op }),
    ...(kind === undefined ? {} : { kind }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  };
}

/** A field of date and time has no zone: it is the browser's. */
function isoOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
