import { hex64, type Zxid } from '@vivarium/jute';
import { isWrite } from '../../history/call.ts';
import type { SessionRecord } from '../../history/history.ts';
import type { Judge } from '../judge.ts';

/**
 * What one session saw, over all its connections: the zxid of replies never falls (I20), replies come in the order of
 * their requests, and none shows a state before a write that was answered to this session (I21).
 */
export function checkSessionOrder(session: SessionRecord, judge: Judge): void {
  let seen = 0 as Zxid;
  let written = 0 as Zxid;
  let xid = 0;
  const name = `session ${hex64(session.id)}`;
  for (const item of session.stream) {
    if (item.type === 'attached' && item.zxid < seen) {
      judge.report('I20', `${name} came back with ${hex64(item.zxid)} after ${hex64(seen)}`);
    }
    if (item.type !== 'reply' && item.type !== 'watchesRestored') continue;
    judge.looked('I20');
    const { zxid } = item;
    if (zxid < seen) judge.report('I20', `${name} saw ${hex64(zxid)} after ${hex64(seen)}`);
    seen = Math.max(seen, zxid) as Zxid;
    if (item.type !== 'reply') continue;
    judge.looked('I21');
    const { operation } = item;
    if (operation.xid <= xid) judge.report('I21', `${name} got reply ${operation.xid} after ${xid}`);
    xid = operation.xid;
    if (zxid < written) {
      judge.report('I21', `${name} was shown ${hex64(zxid)} after its own write ${hex64(written)}`);
    }
    if (isWrite(operation.call)) written = Math.max(written, zxid) as Zxid;
  }
}
