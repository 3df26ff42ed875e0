import type { ConnectionView, ReachResult } from '@vivarium/contract';
import { get, post } from '../wire/call.ts';

/** The routes of the connection; every one rejects with `ApiFault`. */
export const connectionsApi = {
  read: (signal?: AbortSignal) => get<ConnectionView>('/api/connections', signal),
  reach: (hosts: string) => post<ReachResult>('/api/connections/reach', { hosts }),
};
