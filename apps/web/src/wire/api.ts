import type {
  ChildrenPage,
  ControlBody,
  ControlResult,
  CreateBody,
  CreateResult,
  DeleteBody,
  DeleteResult,
  FailoverView,
  NodeView,
  SetBody,
  SetResult,
  TicketResult,
} from '@vivarium/contract';
import { get, post } from './call.ts';

/** The server's routes, one function each; every one rejects with `ApiFault`. */
export const api = {
  ticket: () => post<TicketResult>('/api/ticket', {}),
  node: (path: string, signal?: AbortSignal) =>
    get<NodeView>(`/api/tree/node?path=${encodeURIComponent(path)}`, signal),
  children: (path: string, after?: string, order = '') =>
    get<ChildrenPage>(
      `/api/tree/children?path=${encodeURIComponent(path)}${
        after === undefined ? '' : `&after=${encodeURIComponent(after)}`
      }${order}`,
    ),
  create: (body: CreateBody) => post<CreateResult>('/api/tree/create', body),
  set: (body: SetBody) => post<SetResult>('/api/tree/set', body),
  control: (body: ControlBody) => post<ControlResult>('/api/ensemble/control', body),
  failover: (id: number, signal?: AbortSignal) =>
    get<FailoverView>(`/api/ensemble/failover?id=${id}`, signal),
  delete: (body: DeleteBody) => post<DeleteResult>('/api/tree/delete', body),
};
