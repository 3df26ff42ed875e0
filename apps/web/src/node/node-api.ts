import type {
  AccessView,
  AclBody,
  AclResult,
  AuthBody,
  IdentityView,
  NodeHistory,
  QuotaBody,
  QuotaView,
  ZnodeSessions,
} from '@vivarium/contract';
import { get, post } from '../wire/call.ts';

const at = (path: string): string => `path=${encodeURIComponent(path)}`;

/** What is asked of one node beside its data. */
export const nodeApi = {
  sessions: (path: string, signal?: AbortSignal) =>
    get<ZnodeSessions>(`/api/sessions/of?${at(path)}`, signal),
  history: (path: string, signal?: AbortSignal) => get<NodeHistory>(`/api/history?${at(path)}`, signal),
  quota: (path: string, signal?: AbortSignal) => get<QuotaView>(`/api/quota?${at(path)}`, signal),
  setQuota: (body: QuotaBody) => post<QuotaView>('/api/quota', body),
  setAcl: (body: AclBody) => post<AclResult>('/api/tree/acl', body),
  access: (path: string, signal?: AbortSignal) => get<AccessView>(`/api/tree/access?${at(path)}`, signal),
  authenticate: (body: AuthBody) => post<IdentityView>('/api/identity', body),
  identity: (signal?: AbortSignal) => get<IdentityView>('/api/identity', signal),
};
