import type { AuditQuery, AuditRecord } from '@vivarium/contract';
import { auditApi } from './audit-api.ts';

/** Pages that one export fetches: 200 records each. */
const PAGES_MAX = 500;

/** All records that fit, newest first, one JSON value a line. `more` when there were too many to fetch. */
export async function exportLines(query: AuditQuery): Promise<{ text: string; n: number; more: boolean }> {
  const lines: string[] = [];
  let before: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { records, more } = await auditApi.search(before === undefined ? query : { ...query, before });
    for (const record of records) lines.push(JSON.stringify(record));
    const last: AuditRecord | undefined = records.at(-1);
    if (!more || last === undefined) return { text: textOf(lines), n: lines.length, more: false };
    before = String(last.seq);
  }
  return { text: textOf(lines), n: lines.length, more: true };
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
