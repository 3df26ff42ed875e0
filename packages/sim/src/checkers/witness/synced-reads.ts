import { counterOf, hex64, type SessionId, type Zxid } from '@vivarium/jute';
import { isRead, type Reply } from '../../history/call.ts';
import type { Operation } from '../../history/history.ts';
import type { Judge } from '../judge.ts';
import { name } from './real-time.ts';

/**
 * A read behind a `sync` of its session is no older than anything that was answered, to anyone, before the sync was
 * asked for: I19 as ensembles promise it.
 */
export function checkSyncedReads(operations: readonly Operation[], judge: Judge): void {
  const answered = operations.filter(({ reply }) => reply !== null);
  const byReturn = [...answered].sort((a, b) => a.returnedUs - b.returnedUs);
  /** By session: what its newest answered sync, in the order of asking, promises. */
  const promised = new Map<SessionId, Zxid>();
  let next = 0;
  let newest = 0 as Zxid;
  for (const operation of [...answered].sort((a, b) => a.invokedUs - b.invokedUs || a.id - b.id)) {
    for (let each = byReturn[next]; each !== undefined && each.returnedUs < operation.invokedUs; ) {
      const { zxid } = each.reply as Reply;
      // A leader's own zxid when its epoch begins is that of no transaction: others never see it.
      if (counterOf(zxid) > 0) newest = Math.max(newest, zxid) as Zxid;
      each = byReturn[++next];
    }
    const { call, session } = operation;
    const { zxid, err } = operation.reply as Reply;
    if (call.type === 'sync' && err === 0) promised.set(session, newest);
    const least = promised.get(session);
    if (least === undefined || !(isRead(call) || call.type === 'sync')) continue;
    judge.looked('I19');
    if (zxid >= least) continue;
    judge.report(
      'I19',
      `${name(operation)} shows ${hex64(zxid)}, behind a sync that had to reach ${hex64(least)}`,
    );
  }
}

/** How many requests of a session may stand between a sync and a read that still counts as one with it. */
const NEAR = 8;

/** Each read together with the sync before it, as one operation that began when the sync was asked for. */
export function syncedReads(operations: readonly Operation[]): Operation[] {
  const syncs = new Map<SessionId, Operation>();
  const found: Operation[] = [];
  for (const operation of operations) {
    const { call, reply, session } = operation;
    if (call.type === 'sync' && reply?.err === 0) syncs.set(session, operation);
    const sync = syncs.get(session);
    if (!isRead(call) || reply === null || sync === undefined || operation.xid - sync.xid > NEAR) continue;
    found.push({ ...operation, invokedUs: sync.invokedUs });
  }
  return found;
}
