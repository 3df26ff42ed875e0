import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  AUDIT_PAGE,
  type AuditCheck,
  type AuditPage,
  type AuditQuery,
  type AuditRecord,
} from '@vivarium/contract';
import { isWithin } from '../guard/safe-mode.ts';
import { ChainCheck } from './audit-log.ts';

type Line = Readonly<Record<string, unknown>>;

/** The newest records that fit, newest first. Reads the file from its start: it is the only truth. */
export async function searchAudit(
  file: string,
  query: AuditQuery,
  canUndo: (id: string) => boolean,
): Promise<AuditPage> {
  const before = query.before === undefined ? Number.POSITIVE_INFINITY : Number(query.before);
  const fits = filterOf(query);
  const outcomes = new Map<number, string>();
  let found: Line[] = [];
  let more = false;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const line = parse(text);
    if (line === null) continue;
    if (line.kind === 'outcome') {
      if (typeof line.of === 'number' && typeof line.outcome === 'string')
        outcomes.set(line.of, line.outcome);
      continue;
    }
    if (typeof line.seq !== 'number' || line.seq >= before || !fits(line)) continue;
    found.push(line);
    // Cut rarely and in one piece.
    if (found.length <= 4 * AUDIT_PAGE) continue;
    found = found.slice(-2 * AUDIT_PAGE);
    more = true;
  }
  const page = found.slice(-AUDIT_PAGE).reverse();
  const records = page.map((line) => recordOf(line, outcomes, canUndo));
  return { records, more: more || found.length > AUDIT_PAGE };
}

/** Whether the chain holds from the first line to the last. */
export async function checkAudit(file: string): Promise<AuditCheck> {
  const check = new ChainCheck();
  for await (const text of createInterface({ input: createReadStream(file) })) check.add(text);
  const { lines, torn, firstBrokenLine, lastHash } = check;
  return { lines, torn, firstBrokenLine, lastHash };
}

function filterOf({ who, path, op, kind, from, to }: AuditQuery): (line: Line) => boolean {
  const fromMs = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from);
  const toMs = to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to);
  return (line) => {
    if (who !== undefined && line.who !== who) return false;
    if (op !== undefined && line.op !== op) return false;
    if (kind !== undefined && line.kind !== kind) return false;
    if (path !== undefined && (typeof line.path !== 'string' || !isWithin(line.path, path))) return false;
    const atMs = Date.parse(String(line.at));
    return !(atMs < fromMs || atMs > toMs);
  };
}

function recordOf(
  line: Line,
  outcomes: ReadonlyMap<number, string>,
  canUndo: (id: string) => boolean,
): AuditRecord {
  const seq = line.seq as number;
  const job = textOf(line.job);
  const id = job ?? `w${seq}`;
  return {
    seq,
    at: String(line.at),
    kind: String(line.kind),
    op: String(line.op),
    who: String(line.who),
    from: String(line.from),
    connection: String(line.connection),
    path: textOf(line.path) ?? textOf(line.about),
    members: Array.isArray(line.members) ? line.members.filter((each) => Number.isInteger(each)) : [],
    expectsVersion: typeof line.expectsVersion === 'number' ? line.expectsVersion : null,
    oldSha256: textOf(line.oldSha256),
    newSha256: textOf(line.newSha256),
    reason: textOf(line.reason),
    ticket: textOf(line.ticket),
    job,
    undoes: textOf(line.undoes),
    outcome: outcomes.get(seq) ?? null,
    undo: (line.kind === 'write' || line.kind === 'job') && canUndo(id) ? id : null,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function parse(text: string): Line | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Line) : null;
  } catch {
    return null;
  }
}
