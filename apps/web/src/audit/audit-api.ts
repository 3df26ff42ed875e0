import type {
  AuditCheck,
  AuditPage,
  AuditQuery,
  NodeHistory,
  UndoBody,
  UndoResult,
  UndoView,
} from '@vivarium/contract';
import { get, post } from '../wire/call.ts';

/** The routes of the audit; every one rejects with `ApiFault`. */
export const auditApi = {
  search: (query: AuditQuery, signal?: AbortSignal) =>
    get<AuditPage>(`/api/audit${queryText(query)}`, signal),
  check: () => get<AuditCheck>('/api/audit/check'),
  history: (path: string, signal?: AbortSignal) =>
    get<NodeHistory>(`/api/history?path=${encodeURIComponent(path)}`, signal),
  undoView: (id: string, signal?: AbortSignal) =>
    get<UndoView>(`/api/undo?id=${encodeURIComponent(id)}`, signal),
  undo: (body: UndoBody) => post<UndoResult>('/api/undo', body),
};

function queryText(query: AuditQuery): string {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
