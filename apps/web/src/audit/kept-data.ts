import type { AuditRecord, NodeHistory } from '@vivarium/contract';
import { bytesOfBase64 } from '../wire/bytes.ts';
import { auditApi } from './audit-api.ts';

/** The data that a record's digests speak of, as far as the history still has them; null for what it has not. */
export interface KeptData {
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
}

/** Looks for both in the history of the node, by their digest: the audit itself keeps no data. */
export async function findKept(record: AuditRecord, signal: AbortSignal): Promise<KeptData> {
  if (record.path === null) return { before: null, after: null };
  const history = await auditApi.history(record.path, signal);
  const byDigest = await digestsOf(history);
  const find = (digest: string | null) => (digest === null ? null : (byDigest.get(digest) ?? null));
  return { before: find(record.oldSha256), after: find(record.newSha256) };
}

async function digestsOf({ versions }: NodeHistory): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  // A page that came over plain http from another machine may not hash.
  if (globalThis.crypto?.subtle === undefined) return found;
  for (const { data } of versions) {
    if (data === null) continue;
    const bytes = bytesOfBase64(data);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    found.set([...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''), bytes);
  }
  return found;
}

/** UTF-8 text; null for other bytes. */
export function textOfBytes(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
