import type {
  ShellBody,
  ShellCompleteBody,
  ShellCompletions,
  ShellEvents,
  ShellEventsBody,
  ShellResult,
} from '@vivarium/contract';
import { post } from '../wire/call.ts';

/** The routes of the shell; every one rejects with `ApiFault`. */
export const shellApi = {
  run: (body: ShellBody) => post<ShellResult>('/api/shell/', body),
  complete: (body: ShellCompleteBody) => post<ShellCompletions>('/api/shell/complete', body),
  events: (body: ShellEventsBody) => post<ShellEvents>('/api/shell/events', body),
};
