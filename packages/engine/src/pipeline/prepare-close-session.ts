import { OpCode } from '@vivarium/jute';
import { parentOf } from '../tree/path.ts';
import { noteDeletion, type Prepared, type WriteContext } from './prepare.ts';
import type { ServerState } from './server-state.ts';

/** The end of a session: its ephemerals go in the same transaction, those included that are still on their way. */
export function prepareCloseSession(state: ServerState, context: WriteContext): Prepared {
  const { session } = context;
  if (session === null) throw new Error('closeSession without a session');
  const paths = state.pending.ephemeralsOf(session.id);
  for (const path of paths) {
    const found = state.pending.find(path);
    const parent = state.pending.find(parentOf(path));
    if (found === undefined || parent === undefined) throw new Error(`ephemeral ${path} is not in the tree`);
    noteDeletion(state, context, found, parent);
  }
  state.sessions.startClosing(session);
  return { type: OpCode.closeSession, paths2Delete: paths };
}
