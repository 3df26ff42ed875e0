import { ErrorCode, type SessionId, type Zxid } from '@vivarium/jute';
import {
  type CreateCall,
  NONE,
  type OneCall,
  type Outcome,
  type ReadCall,
  type Result,
  type SetAclCall,
  type WriteCall,
} from '../../history/call.ts';
import { parentOf, type ReferenceNode, type ReferenceTree, statOf } from './reference-tree.ts';

/** For whom, when, and as which transaction. */
export interface Execution {
  readonly zxid: Zxid;
  readonly timeMs: number;
  readonly session: SessionId;
  readonly client: number;
}

function ok(result: Result): Outcome {
  return { err: ErrorCode.ok, result };
}

function error(err: number): Outcome {
  return { err, result: NONE };
}

/** Does to the tree what a write asks for and says what its reply must be. */
export function execute(tree: ReferenceTree, call: WriteCall, by: Execution): Outcome {
  if (call.type !== 'multi') return executeOne(tree, call, by);
  tree.begin();
  const results: Outcome[] = [];
  for (const [at, op] of call.ops.entries()) {
    const outcome = executeOne(tree, op, by);
    if (outcome.err !== ErrorCode.ok) {
      tree.rollback();
      const before = Array.from({ length: at }, () => error(ErrorCode.ok));
      const after = call.ops.slice(at + 1).map(() => error(ErrorCode.runtimeInconsistency));
      return ok({ type: 'multi', results: [...before, outcome, ...after] });
    }
    results.push(outcome);
  }
  tree.commit();
  return ok({ type: 'multi', results });
}

function executeOne(tree: ReferenceTree, call: OneCall | SetAclCall, by: Execution): Outcome {
  switch (call.type) {
    case 'create':
      return create(tree, call, by);
    case 'delete':
      return remove(tree, call.path, call.version, by);
    case 'setACL': {
      const node = tree.find(call.path);
      const refused = refusal(node, by.client);
      if (node === undefined || refused !== null) return error(refused ?? ErrorCode.noNode);
      if (call.version !== -1 && call.version !== node.aversion) return error(ErrorCode.badVersion);
      node.ownedBy = call.access === 'mine' ? by.client : null;
      node.aversion++;
      return ok({ type: 'stat', stat: statOf(node) });
    }
    case 'setData': {
      const node = tree.find(call.path);
      const refused = refusal(node, by.client);
      if (node === undefined || refused !== null) return error(refused ?? ErrorCode.noNode);
      if (call.version !== -1 && call.version !== node.version) return error(ErrorCode.badVersion);
      tree.set(call.path, node, call.value, by.zxid, by.timeMs);
      return ok({ type: 'stat', stat: statOf(node) });
    }
    case 'check': {
      const node = tree.find(call.path);
      const refused = refusal(node, by.client);
      if (node === undefined || refused !== null) return error(refused ?? ErrorCode.noNode);
      if (call.version !== -1 && call.version !== node.version) return error(ErrorCode.badVersion);
      return ok(NONE);
    }
  }
}

function refusal(node: ReferenceNode | undefined, client: number): number | null {
  if (node === undefined) return ErrorCode.noNode;
  return node.ownedBy === null || node.ownedBy === client ? null : ErrorCode.noAuth;
}

function create(tree: ReferenceTree, call: CreateCall, by: Execution): Outcome {
  const parent = tree.nodes.get(parentOf(call.path));
  const refused = refusal(parent, by.client);
  if (parent === undefined || refused !== null) return error(refused ?? ErrorCode.noNode);
  const path = call.sequential ? call.path + String(parent.made).padStart(10, '0') : call.path;
  if (tree.nodes.has(path)) return error(ErrorCode.nodeExists);
  if (parent.ephemeralOwner !== 0n) return error(ErrorCode.noChildrenForEphemerals);
  const node: ReferenceNode = {
    value: call.value,
    ownedBy: call.access === 'mine' ? by.client : null,
    aversion: 0,
    isContainer: call.kind === 'container',
    isTtl: typeof call.kind === 'object',
    czxid: by.zxid,
    ctime: by.timeMs,
    mzxid: by.zxid,
    mtime: by.timeMs,
    pzxid: by.zxid,
    version: 0,
    ephemeralOwner: call.ephemeral ? by.session : (0n as SessionId),
    made: 0,
    removed: 0,
    children: new Set(),
  };
  tree.add(path, node, by.zxid);
  return ok({ type: 'created', path, stat: statOf(node) });
}

function remove(tree: ReferenceTree, path: string, version: number, by: Execution): Outcome {
  const refused = refusal(tree.nodes.get(parentOf(path)), by.client);
  if (refused !== null) return error(refused);
  const node = tree.nodes.get(path);
  if (node === undefined) return error(ErrorCode.noNode);
  if (version !== -1 && version !== node.version) return error(ErrorCode.badVersion);
  if (node.children.size > 0) return error(ErrorCode.notEmpty);
  tree.remove(path, by.zxid);
  return ok(NONE);
}

/** What a read must answer on this tree. */
export function read(tree: ReferenceTree, call: ReadCall, client: number): Outcome {
  const node = tree.find(call.path);
  if (node === undefined) return error(ErrorCode.noNode);
  const refused = refusal(node, client);
  if (refused !== null) return error(refused);
  if (call.type === 'exists') return ok({ type: 'stat', stat: statOf(node) });
  if (call.type === 'getData') return ok({ type: 'data', value: node.value, stat: statOf(node) });
  return ok({ type: 'children', names: [...node.children].sort(), stat: statOf(node) });
}
