import type { TxnEntry } from '@vivarium/engine';
import { hex64, OpCode, type SessionId } from '@vivarium/jute';
import type { SessionRecord } from '../history/history.ts';
import type { InvariantId } from './violation.ts';

/** Whoever was told that a session is over was told so because of a transaction that ended it (I23). */
export function checkSessionEnds(
  sessions: Iterable<SessionRecord>,
  entries: readonly TxnEntry[],
  report: (invariant: InvariantId, message: string) => void,
): void {
  const ended = new Set<SessionId>();
  for (const { header, body } of entries) if (body.type === OpCode.closeSession) ended.add(header.sessionId);
  for (const { id, isExpired, client } of sessions) {
    if (isExpired && !ended.has(id))
      report('I23', `client ${client} lost session ${hex64(id)}, which nobody ended`);
  }
}
