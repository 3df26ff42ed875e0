import type { SizesBody } from '@vivarium/contract';
import { parentOf } from '../../znodes/znode-path.ts';
import type { Job } from '../job.ts';
import { walk } from '../walk.ts';
import type { Tools } from './tools.ts';

const LISTED = 100;

interface Sized {
  readonly path: string;
  readonly bytes: number;
  nodes: number;
}

/** The largest znodes, subtrees and lists of children. */
export async function sizeTree(job: Job, tools: Tools): Promise<void> {
  const { under } = job.spec.body as SizesBody;
  job.names('nodes', 'bytes', 'hidden');
  const own: { readonly path: string; readonly bytes: number; readonly children: number }[] = [];
  for await (const chunk of walk(job, tools, under, { data: false, acl: false, isOnlyLook: true })) {
    for (const { path, stat, fault } of chunk) {
      job.add('nodes');
      job.add('bytes', stat.dataLength);
      if (fault !== null) job.add('hidden');
      own.push({ path, bytes: stat.dataLength, children: stat.numChildren });
    }
    job.advance(chunk.length);
  }
  job.expect(own.length);
  // Children come behind their parents, so from the back every sum is whole when it is added to its parent's.
  const sums = new Map<string, { bytes: number; nodes: number }>();
  for (const { path, bytes } of own) sums.set(path, { bytes, nodes: 1 });
  for (const { path } of own.toReversed()) {
    const sum = sums.get(path);
    const parent = path === under ? null : parentOf(path);
    const above = parent === null ? undefined : sums.get(parent);
    if (sum === undefined || above === undefined) continue;
    above.bytes += sum.bytes;
    above.nodes += sum.nodes;
  }
  const subtrees = [...sums].map(([path, sum]): Sized => ({ path, ...sum }));
  const nodes = own.map(({ path, bytes }): Sized => ({ path, bytes, nodes: 1 }));
  const lists = own.map(({ path, bytes, children }): Sized => ({ path, bytes, nodes: children }));
  list(
    job,
    'node',
    largest(nodes, ({ bytes }) => bytes),
  );
  list(
    job,
    'subtree',
    largest(subtrees, ({ bytes }) => bytes),
  );
  list(
    job,
    'children',
    largest(lists, ({ nodes: children }) => children),
  );
}

function list(job: Job, what: string, sized: readonly Sized[]): void {
  for (const { path, bytes, nodes } of sized) job.item(what, path, { bytes, nodes });
}

function largest(all: Sized[], by: (sized: Sized) => number): Sized[] {
  return all
    .filter((each) => by(each) > 0)
    .sort((a, b) => by(b) - by(a))
    .slice(0, LISTED);
}
