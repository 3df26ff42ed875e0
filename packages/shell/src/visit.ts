import type { ReadOptions } from '@vivarium/client';
import { ZooKeeperError } from '@vivarium/client';
import { ErrorCode } from '@vivarium/jute';
import type { CommandCall } from './command.ts';
import { joinPath } from './line.ts';

/** Reads in flight while a subtree is listed. */
const READS_AT_ONCE = 64;

/**
 * Every path from `root` down, in the order in which zkCli.sh prints them: a node's children, sorted, then what is
 * below the first of them. It is no snapshot; what is deleted meanwhile is passed over.
 */
export async function* visit(call: CommandCall, root: string): AsyncGenerator<string> {
  await call.zk.getData(root, { ...call.request, ...call.watch('data') });
  yield root;
  yield* below(call, root, { ...call.request, ...call.watch('child') });
}

async function* below(call: CommandCall, path: string, options: ReadOptions): AsyncGenerator<string> {
  const children = await childrenOf(call, path, options);
  const paths = children.sort(byUnits).map((name) => joinPath(path, name));
  yield* paths;
  for (const child of paths) yield* below(call, child, options);
}

async function childrenOf(call: CommandCall, path: string, options: ReadOptions): Promise<string[]> {
  try {
    return (await call.zk.getChildren(path, options)).children;
  } catch (error) {
    if (error instanceof ZooKeeperError && error.code === ErrorCode.noNode) return [];
    throw error;
  }
}

/** The order of Java's strings: by UTF-16 units. */
export const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Every path from `root` down, parents before their children. @throws ZooKeeperError when one cannot be listed */
export async function subtree(call: CommandCall, root: string): Promise<string[]> {
  const paths = [root];
  for (let at = 0; at < paths.length; ) {
    const batch = paths.slice(at, at + READS_AT_ONCE);
    at += batch.length;
    const lists = await Promise.all(batch.map((path) => call.zk.getChildren(path, call.request)));
    for (const [index, { children }] of lists.entries()) {
      for (const name of children) paths.push(joinPath(batch[index]!, name));
    }
  }
  return paths;
}
