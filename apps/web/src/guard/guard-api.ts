import type { GuardBody, GuardView, UndoBody, UndoResult } from '@vivarium/contract';
import { post } from '../wire/call.ts';

export const guardApi = {
  change: (body: GuardBody) => post<GuardView>('/api/guard', body),
  undo: (body: UndoBody) => post<UndoResult>('/api/undo', body),
};
