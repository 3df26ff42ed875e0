import { OpCode } from '@vivarium/jute';
import type { Step } from './step.ts';

/**
 * Differences between Apache 3.8.0 and ours that are meant, each with its row in packages/engine/DIVERGENCE.md.
 * Those that would change what later steps see are not in this table: the script does not send them. They are
 * a top-level check, deleteContainer and createSession from a client, modes of watching mixed on one path, watcher
 * types 4 and 5, exists on a znode that the client may not read, negative counts of lists, characters beyond U+FFFF (Java writes them as two times three bytes), and a
 * wrong password while the session's connection stands.
 */
export interface Exception {
  readonly rule: string;
  /** Rewrites a comparable frame of an answer to `step` so that the difference is gone. */
  readonly rewrite: (frame: Frame, step: Step) => Frame;
}

export interface Frame {
  readonly header?: { readonly xid: number; readonly zxid: number; readonly err: number };
  readonly [field: string]: unknown;
}

/** No watcher; and what 3.8 says when it looks for the parents of a path that has no slash. */
const NOT_WATCHED: readonly number[] = [-121, -5];

export const EXCEPTIONS: readonly Exception[] = [
  {
    rule: 'event-zxid: a watch event carries the zxid of its cause, as from 3.9.0; in 3.8 it is -1',
    rewrite: (frame) =>
      frame.header?.xid === -1 ? { ...frame, header: { ...frame.header, zxid: 0 } } : frame,
  },
  {
    rule: "check-watches: checkWatches asks about the client's own watches, as from 3.9; 3.8 finds anybody's",
    rewrite: (frame, step) =>
      step.kind === 'request' &&
      step.type === OpCode.checkWatches &&
      frame.header !== undefined &&
      NOT_WATCHED.includes(frame.header.err)
        ? { ...frame, header: { ...frame.header, err: 0 } }
        : frame,
  },
  {
    rule: 'multi-create2: create2 in a multi answers with the Stat, as in 3.9; 3.8 makes a create of it',
    rewrite: (frame, step) =>
      step.kind === 'request' && step.type === OpCode.multi && Array.isArray(frame.body)
        ? { ...frame, body: frame.body.map(withoutStat) }
        : frame,
  },
];

function withoutStat(result: { type: number; body?: { path?: string } }): unknown {
  if (result.type !== OpCode.create2) return result;
  return { ...result, type: OpCode.create, body: { path: result.body?.path } };
}
