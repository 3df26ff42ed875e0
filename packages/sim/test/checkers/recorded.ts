import type { Evidence } from '../../src/checkers/client-history.ts';
import { type RegisterOperation, registerHistories } from '../../src/checkers/linearizability/register.ts';
import type { Operation } from '../../src/history/history.ts';
import { simulate } from '../../src/index.ts';

/** What the clients of one member saw in a run that passed. */
export function record(seed: number): Evidence {
  let found: Evidence | null = null;
  const hand = (evidence: Evidence): void => {
    found = evidence;
  };
  const { violations } = simulate({ seed, members: 1, observers: 0, minutes: 2, hand });
  if (found === null || violations.length > 0) throw new Error(`seed ${seed} gives no sound history`);
  return found;
}

/** The part of a history that happened up to one zxid, with some operations in it. */
export function beginning({ history, entries }: Evidence, operationsMax: number) {
  const answered = history.operations.filter(({ reply }) => reply !== null && reply.zxid > 0);
  const zxids = answered.map(({ reply }) => reply?.zxid ?? 0).sort((a, b) => a - b);
  const last = zxids[operationsMax] ?? Number.POSITIVE_INFINITY;
  const log = entries.filter(({ header }) => header.zxid < last);
  const logged = new Set(log.map(({ header }) => `${header.sessionId}:${header.cxid}`));
  const operations = history.operations.filter(({ reply, session, xid }) =>
    reply === null ? logged.has(`${session}:${xid}`) : reply.zxid < last,
  );
  return { operations, entries: log };
}

/** The first few operations on each register: what was not answered by then has an unknown fate. */
export function registers(operations: readonly Operation[], operationsMax: number): RegisterOperation[][] {
  const found: RegisterOperation[][] = [];
  for (const history of registerHistories(operations, (path) => /^\/r\d+$/.test(path)).values()) {
    const first = [...history].sort((a, b) => a.invokedUs - b.invokedUs).slice(0, operationsMax);
    const endUs = first.at(-1)?.invokedUs ?? 0;
    found.push(first.flatMap((each) => cutAt(each, endUs)));
  }
  return found.filter((each) => each.length > 2);
}

function cutAt(operation: RegisterOperation, endUs: number): RegisterOperation[] {
  if (operation.returnedUs <= endUs) return [operation];
  const isRead = operation.parts.every(({ call }) => call.type === 'getData' || call.type === 'exists');
  if (isRead) return [];
  // An answer that has not come yet says nothing, but a write that failed for good has no effect.
  if (operation.parts.some(({ outcome }) => outcome !== null && outcome.err !== 0)) return [];
  const parts = operation.parts.map(({ call }) => ({ call, outcome: null }));
  return [{ ...operation, returnedUs: Number.POSITIVE_INFINITY, parts }];
}
