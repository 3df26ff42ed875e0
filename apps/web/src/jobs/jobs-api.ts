import type {
  AclTreeBody,
  CopyTreeBody,
  DeletePlanBody,
  DeleteTreeBody,
  ExportBody,
  ImportBody,
  ImportPlanBody,
  JobItems,
  JobResult,
  JobView,
  SearchBody,
  SizesBody,
} from '@vivarium/contract';
import { noteJob } from '../stores/live.ts';
import { get, post } from '../wire/call.ts';

/** Each start and stop is known to the whole page at once, before the socket tells of it. */
async function started(path: string, body: unknown): Promise<JobView> {
  const { job } = await post<JobResult>(path, body);
  noteJob(job);
  return job;
}

export const jobsApi = {
  items: (id: string, from: number, signal?: AbortSignal) =>
    get<JobItems>(`/api/jobs/items?id=${encodeURIComponent(id)}&from=${from}`, signal),
  fileUrl: (id: string) => `/api/jobs/file?id=${encodeURIComponent(id)}`,
  cancel: (id: string) => started('/api/jobs/cancel', { id }),
  resume: (id: string) => started('/api/jobs/resume', { id }),
  deletePlan: (body: DeletePlanBody) => started('/api/bulk/delete-plan', body),
  delete: (body: DeleteTreeBody) => started('/api/bulk/delete', body),
  copy: (body: CopyTreeBody) => started('/api/bulk/copy', body),
  acl: (body: AclTreeBody) => started('/api/bulk/acl', body),
  search: (body: SearchBody) => started('/api/bulk/search', body),
  sizes: (body: SizesBody) => started('/api/bulk/sizes', body),
  export: (body: ExportBody) => started('/api/transfer/export', body),
  importPlan: (body: ImportPlanBody) => started('/api/transfer/import-plan', body),
  import: (body: ImportBody) => started('/api/transfer/import', body),
};
