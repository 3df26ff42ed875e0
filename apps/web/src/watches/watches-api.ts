import type { WatchList } from '@vivarium/contract';
import { get } from '../wire/call.ts';

export interface WatchAsk {
  /** Only the totals when null. */
  readonly by: 'path' | 'session' | null;
  readonly path: string | null;
}

/** Totals, and rows where they are asked for; rejects with `ApiFault`. */
export function readWatches({ by, path }: WatchAsk, signal?: AbortSignal): Promise<WatchList> {
  const asked = [
    ...(by === null ? [] : [`rows=${by}`]),
    ...(path === null ? [] : [`path=${encodeURIComponent(path)}`]),
  ];
  return get<WatchList>(`/api/watches${asked.length === 0 ? '' : `?${asked.join('&')}`}`, signal);
}
