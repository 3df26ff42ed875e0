import { ZooKeeperError } from '@vivarium/client';
import { type CopyTreeBody, UNDO_BYTES_MAX } from '@vivarium/contract';
import { refuse } from '../../faults.ts';
import type { UndoLedger } from '../../guard/undo-ledger.ts';
import { inParallel } from '../../znodes/in-parallel.ts';
import { moved } from '../../znodes/znode-path.ts';
import { isMasked } from '../../znodes/znode-writer.ts';
import type { Job } from '../job.ts';
import { type JobWrite, WRITES_AT_ONCE, writeAll } from '../job-writes.ts';
import { type Walked, walk } from '../walk.ts';
import { createWrite } from './create-write.ts';
import { deleteAll } from './delete-tree.ts';
import type { Tools } from './tools.ts';

const IN_FLIGHT = 32;

/** Copies a subtree: data, ACLs, containers and TTLs. Ephemerals belong to their sessions and stay out. */
export async function copyTree(job: Job, tools: Tools): Promise<void> {
  job.names('copied', 'same', 'skipped', 'failed');
  const ledger = await tools.undo.begin(job.id);
  try {
    for await (const chunk of walk(job, tools, job.spec.path, { data: true, acl: true })) {
      await copyAll(job, tools, chunk, ledger);
    }
  } finally {
    job.offer(await ledger.close());
  }
}

/** Copies all of it, and only then deletes the source, each node at the version that was copied. */
export async function moveTree(job: Job, tools: Tools): Promise<void> {
  job.names('copied', 'same', 'skipped', 'deleted', 'gone', 'failed');
  const nodes: Walked[] = [];
  let bytes = 0;
  for await (const chunk of walk(job, tools, job.spec.path, { data: true, acl: true })) {
    bytes += chunk.reduce((sum, { stat }) => sum + stat.dataLength, 0);
    if (chunk.some(({ made }) => made.kind === 'ephemeral')) throw refuse('EPHEMERALS_INSIDE');
    nodes.push(...chunk);
  }
  job.expect(2 * nodes.length);
  const ledger = await tools.undo.begin(job.id, bytes <= UNDO_BYTES_MAX);
  try {
    for (let at = 0; at < nodes.length; at += WRITES_AT_ONCE) {
      await copyAll(job, tools, nodes.slice(at, at + WRITES_AT_ONCE), ledger);
    }
    // What was not copied must not be deleted: then both stand, and the page says so.
    if (job.counted('failed') > 0) return;
    for (let end = nodes.length; end > 0; end -= WRITES_AT_ONCE) {
      const batch = nodes.slice(Math.max(0, end - WRITES_AT_ONCE), end).reverse();
      await deleteAll(job, tools, batch, ledger);
    }
  } finally {
    job.offer(await ledger.close());
  }
}

async function copyAll(job: Job, tools: Tools, nodes: readonly Walked[], ledger: UndoLedger): Promise<void> {
  const { path: from } = job.spec;
  const { target } = job.spec.body as CopyTreeBody;
  const planned: JobWrite<string>[] = [];
  const copied: Walked[] = [];
  for (const node of nodes) {
    const { data, acl, path } = node;
    const { kind, ttlMs } = node.made;
    if (kind === 'ephemeral') {
      job.add('skipped');
      job.item('skipped', path, { detail: tools.aliasOf(node.stat.ephemeralOwner) });
    } else if (data === undefined || acl === undefined || isMasked(acl)) {
      job.add('failed');
      job.item('failed', path, { detail: 'NOAUTH' });
    } else {
      planned.push(createWrite({ path: moved(path, from, target), data, acl, kind, ttlMs }));
      copied.push(node);
    }
  }
  const results = await writeAll(job, tools, ledger, planned);
  await inParallel([...copied.entries()], IN_FLIGHT, async ([at, node]) => {
    const result = results[at];
    const path = moved(node.path, from, target);
    if (result === undefined) return;
    if ('value' in result) {
      job.add('copied');
      ledger.did({ op: 'delete', path, version: 0, czxid: result.value });
    } else if (result.code === 'NODEEXISTS' && (await isSame(job, tools, path, node))) job.add('same');
    else {
      job.add('failed');
      job.item('failed', path, { detail: result.code });
    }
  });
  job.advance(nodes.length);
}

/** Whether an earlier run of this job has made the copy. */
async function isSame(job: Job, tools: Tools, path: string, { data }: Walked): Promise<boolean> {
  try {
    const now = await job.patiently(() => tools.client().getData(path));
    return Buffer.from(now.data ?? []).equals(Buffer.from(data ?? []));
  } catch (error) {
    if (error instanceof ZooKeeperError) return false;
    throw error;
  }
}
