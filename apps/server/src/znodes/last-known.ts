import { ZooKeeperError } from '@vivarium/client';
import type { ChildrenPage, NodeView } from '@vivarium/contract';
import { ErrorCode } from '@vivarium/jute';
import type { AgedReplica, ChildrenWanted } from '../replica/replica.ts';
import { nodeKind } from './node-kind.ts';
import { statViewOf } from './stat-view.ts';

/** A node as it was when the replica was in step last, without its access list. @throws NONODE, NOAUTH */
export async function lastKnownNode({ replica, inStepAtMs }: AgedReplica, path: string): Promise<NodeView> {
  for await (const [node] of replica.walk(path, true)) {
    if (node === undefined) break;
    if (!node.isReadable) throw new ZooKeeperError(ErrorCode.noAuth, path);
    const found = replica.kindOf(path, node.stat.czxid);
    const { owner, isKnown } =
      found === null ? nodeKind(node.stat.ephemeralOwner) : { ...found, isKnown: true };
    return {
      path,
      kindKnown: isKnown,
      data: Buffer.from(node.data ?? []).toString('base64'),
      stat: statViewOf(node.stat, owner),
      acl: [],
      aclFault: 'CONNECTIONLOSS',
      readAtMs: inStepAtMs,
    };
  }
  throw new ZooKeeperError(ErrorCode.noNode, path);
}

/** A page of children as they were when the replica was in step last. @throws NONODE, NOAUTH */
export function lastKnownChildren(
  { replica, inStepAtMs }: AgedReplica,
  path: string,
  wanted: ChildrenWanted,
): ChildrenPage {
  const { stat, total, rows, more } = replica.children(path, wanted);
  return {
    path,
    stat: statViewOf(stat),
    total,
    rows: rows.map((row) => ({ name: row.name, stat: row.stat === null ? null : statViewOf(row.stat) })),
    more,
    readFrom: 'replica',
    readAtMs: inStepAtMs,
  };
}
