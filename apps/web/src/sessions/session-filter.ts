import type { SessionView } from '@vivarium/contract';

/** Rows that are drawn at most; a filter reaches all. */
export const ROWS_MAX = 500;

/** Whether every word of the filter is in the alias, the address or the member's name. */
export function matches(session: SessionView, memberName: string, filter: string): boolean {
  const text = `${session.alias} ${session.address ?? ''} ${memberName}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Seconds until it expires unless it is heard of, counted down from what was told; null when nobody tells. */
export function expiresInS({ expiresMs }: SessionView, serverNowMs: number): number | null {
  return expiresMs === null ? null : Math.max(0, Math.ceil((expiresMs - serverNowMs) / 1_000));
}
