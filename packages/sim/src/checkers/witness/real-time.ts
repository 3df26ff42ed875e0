import { hex64, ZERO_ZXID } from '@vivarium/jute';
import { isRead, isWrite, type Reply } from '../../history/call.ts';
import type { Operation } from '../../history/history.ts';
import type { Judge } from '../judge.ts';

/**
 * What returned before another operation was invoked comes before it: a write has a higher zxid than all that returned
 * before (I18), and a read is no older than that (I19), where reads are promised to be linearizable.
 */
export function checkRealTime(
  operations: readonly Operation[],
  readsAreLinearizable: boolean,
  judge: Judge,
): void {
  const answered = operations.filter((each) => each.reply !== null && each.reply.zxid > 0);
  const byReturn = [...answered].sort((a, b) => a.returnedUs - b.returnedUs);
  let next = 0;
  let newest: number = ZERO_ZXID;
  for (const operation of [...answered].sort((a, b) => a.invokedUs - b.invokedUs)) {
    for (let each = byReturn[next]; each !== undefined && each.returnedUs < operation.invokedUs; ) {
      newest = Math.max(newest, (each.reply as Reply).zxid);
      each = byReturn[++next];
    }
    const { zxid } = operation.reply as Reply;
    if (isWrite(operation.call)) judge.looked('I18');
    if (readsAreLinearizable && isRead(operation.call)) judge.looked('I19');
    if (isWrite(operation.call) && zxid <= newest) {
      judge.report(
        'I18',
        `${name(operation)} got ${hex64(zxid)} when ${hex64(newest)} had already been answered`,
      );
    }
    if (readsAreLinearizable && isRead(operation.call) && zxid < newest) {
      judge.report(
        'I19',
        `${name(operation)} read ${hex64(zxid)} when ${hex64(newest)} had already been answered`,
      );
    }
  }
}

export function name({ id, client, call }: Operation): string {
  const path = 'path' in call ? ` ${call.path}` : '';
  return `operation ${id} (${call.type}${path} of client ${client})`;
}
