import { ErrorCode } from '@vivarium/jute';
import type { Call, OneCall, Outcome, ReadCall } from '../../history/call.ts';
import type { Operation } from '../../history/history.ts';

/** A znode as a register: null while it is not there. */
export type RegisterState = { readonly version: number; readonly value: string } | null;

export type RegisterCall = Exclude<OneCall | ReadCall, { type: 'getChildren' }>;
/** What neither reads nor changes a register. */
const ELSE: ReadonlySet<Call['type']> = new Set([
  'sync',
  'closeSession',
  'getChildren',
  'setACL',
  'addWatch',
]);

/** What one operation did to one znode, atomically; `outcome` null when its fate is unknown. */
export interface RegisterOperation {
  readonly id: number;
  readonly invokedUs: number;
  /** Infinity when its fate is unknown. */
  readonly returnedUs: number;
  readonly parts: readonly { readonly call: RegisterCall; readonly outcome: Outcome | null }[];
}

/** The state after an operation, or undefined where it could not have ended as it did. */
export function step(state: RegisterState, operation: RegisterOperation): RegisterState | undefined {
  let at: RegisterState | undefined = state;
  for (const { call, outcome } of operation.parts) {
    at = stepOne(at, call, outcome);
    if (at === undefined) return undefined;
  }
  return at;
}

function stepOne(
  state: RegisterState,
  call: RegisterCall,
  outcome: Outcome | null,
): RegisterState | undefined {
  const expected = errorOf(state, call);
  const err = outcome === null ? ErrorCode.ok : outcome.err;
  if (err !== expected) return undefined;
  if (err !== ErrorCode.ok) return state;
  const after = effect(state, call);
  return outcome === null || agrees(after, outcome) ? after : undefined;
}

function errorOf(state: RegisterState, call: RegisterCall): number {
  if (call.type === 'create') return state === null ? ErrorCode.ok : ErrorCode.nodeExists;
  if (state === null) return ErrorCode.noNode;
  const wanted = 'version' in call ? call.version : -1;
  return wanted === -1 || wanted === state.version ? ErrorCode.ok : ErrorCode.badVersion;
}

function effect(state: RegisterState, call: RegisterCall): RegisterState {
  switch (call.type) {
    case 'create':
      return { version: 0, value: call.value };
    case 'delete':
      return null;
    case 'setData':
      return { version: (state?.version ?? 0) + 1, value: call.value };
    default:
      return state;
  }
}

function agrees(state: RegisterState, { result }: Outcome): boolean {
  if (result.type === 'data') return state?.value === result.value && state.version === result.stat.version;
  if (result.type === 'stat') return state?.version === result.stat.version;
  return true;
}

/** The histories of the znodes that `isRegister` names, each on its own. */
export function registerHistories(
  operations: readonly Operation[],
  isRegister: (path: string) => boolean,
): Map<string, RegisterOperation[]> {
  const histories = new Map<string, RegisterOperation[]>();
  for (const operation of operations) {
    for (const [path, parts] of partsOf(operation, isRegister)) {
      const { id, invokedUs, returnedUs } = operation;
      const history = histories.get(path) ?? [];
      history.push({ id, invokedUs, returnedUs, parts });
      histories.set(path, history);
    }
  }
  return histories;
}

function partsOf(operation: Operation, isRegister: (path: string) => boolean) {
  const { call, reply } = operation;
  const byPath = new Map<string, { call: RegisterCall; outcome: Outcome | null }[]>();
  if (!mattersTo(call, reply)) return byPath;
  const results = reply?.result.type === 'multi' ? reply.result.results : null;
  const calls = call.type === 'multi' ? call.ops : [call as RegisterCall];
  // A multi that failed did nothing; which of its operations could not succeed depends on more than one znode.
  if (results?.some((each) => each.err !== ErrorCode.ok)) return byPath;
  for (const [at, part] of calls.entries()) {
    if (!isRegister(part.path)) continue;
    const outcome = results === null ? reply : (results[at] ?? null);
    const parts = byPath.get(part.path) ?? [];
    parts.push({ call: part, outcome });
    byPath.set(part.path, parts);
  }
  return byPath;
}

/** A read whose reply was lost says nothing, and neither does an answer that the session is over. */
function mattersTo(call: Call, reply: Outcome | null): boolean {
  if (ELSE.has(call.type)) return false;
  if (reply !== null) return reply.err !== ErrorCode.sessionExpired && reply.err !== ErrorCode.sessionMoved;
  return call.type !== 'getData' && call.type !== 'exists';
}
