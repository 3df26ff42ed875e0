import { createHash, type Hash } from 'node:crypto';
import { type DeleteTreeBody, UNDO_BYTES_MAX } from '@vivarium/contract';
import { sha256 } from '../../audit/audit-log.ts';
import { refuse } from '../../faults.ts';
import type { Inverse } from '../../guard/inverse.ts';
import type { UndoLedger } from '../../guard/undo-ledger.ts';
import { statViewOf } from '../../znodes/stat-view.ts';
import { isMasked } from '../../znodes/znode-writer.ts';
import type { Job } from '../job.ts';
import { type JobWrite, WRITES_AT_ONCE, writeAll } from '../job-writes.ts';
import { type Walked, walk } from '../walk.ts';
import type { Tools } from './tools.ts';

const LOOK = { data: false, acl: false, isOnlyLook: true };

/** Counts what a delete would take, and makes the digest that the delete must find again. */
export async function deletePlan(job: Job, tools: Tools): Promise<void> {
  job.names('persistent', 'ephemeral', 'owners', 'bytes', 'hidden');
  const digest = createHash('sha256');
  const owners = new Set<bigint>();
  const paths: string[] = [];
  for await (const chunk of walk(job, tools, job.spec.path, LOOK)) {
    for (const node of chunk) {
      const { kind } = node.made;
      job.add(kind);
      job.add('bytes', node.stat.dataLength);
      if (node.fault !== null) job.add('hidden');
      if (kind === 'ephemeral') owners.add(node.stat.ephemeralOwner);
      const detail = kind === 'ephemeral' ? tools.aliasOf(node.stat.ephemeralOwner) : node.fault;
      job.item(kind, node.path, { detail, bytes: node.stat.dataLength });
      digestNode(digest, node);
      paths.push(node.path);
    }
    job.advance(chunk.length);
  }
  job.add('owners', owners.size);
  job.add('undoable', job.counted('bytes') <= UNDO_BYTES_MAX && job.counted('hidden') === 0 ? 1 : 0);
  const watches = await tools.watchesOn(paths);
  if (watches !== null) job.add('watches', watches);
  job.expect(paths.length);
  job.digest(digest.digest('hex'));
}

/** Deletes what was planned, children first, each node at the version that was seen. */
export async function deleteTree(job: Job, tools: Tools): Promise<void> {
  const body = job.spec.body as DeleteTreeBody;
  job.names('deleted', 'gone', 'failed');
  const nodes: Walked[] = [];
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of walk(job, tools, job.spec.path, { data: true, acl: true })) {
    for (const node of chunk) {
      digestNode(digest, node);
      bytes += node.stat.dataLength;
      // Data beyond what can be kept is not held either.
      nodes.push(bytes > UNDO_BYTES_MAX ? { ...node, data: undefined } : node);
    }
  }
  if (digest.digest('hex') !== body.digest) throw refuse('SUBTREE_CHANGED');
  job.expect(nodes.length);
  const ledger = await tools.undo.begin(job.id, bytes <= UNDO_BYTES_MAX);
  try {
    for (let end = nodes.length; end > 0; end -= WRITES_AT_ONCE) {
      const batch = nodes.slice(Math.max(0, end - WRITES_AT_ONCE), end).reverse();
      await deleteAll(job, tools, batch, ledger);
    }
  } finally {
    // Also what a cancelled delete took can be brought back, and no more than that.
    job.offer(await ledger.close());
  }
}

/** Deletes these in their order, each with what would make it again. */
export async function deleteAll(
  job: Job,
  tools: Tools,
  nodes: readonly Walked[],
  ledger: UndoLedger,
): Promise<void> {
  const planned = nodes.map((node): JobWrite<true> => {
    const { path, stat, data } = node;
    const hash = data === undefined ? null : sha256(data ?? '');
    return {
      intent: { op: 'delete', path, expectsVersion: stat.version, oldSha256: hash, newSha256: null },
      write: async (client) => {
        await client.delete(path, { version: stat.version });
        return true;
      },
      back: () => inverseOf(node),
      lookAgain: async (client) => {
        const now = await client.exists(path);
        return now?.czxid === stat.czxid ? null : { value: true };
      },
    };
  });
  const results = await writeAll(job, tools, ledger, planned);
  for (const [at, node] of nodes.entries()) {
    const result = results[at];
    if (result === undefined) continue;
    if ('value' in result) {
      job.add('deleted');
      const back = inverseOf(node);
      if (back !== null) ledger.did(back);
    } else if (result.code === 'NONODE') job.add('gone');
    else {
      job.add('failed');
      job.item('failed', node.path, { detail: result.code });
    }
  }
  job.advance(nodes.length);
}

/** What would make the node again; null for what cannot be: an ephemeral, a list or data that may not be read. */
export function inverseOf({ path, made, data, acl }: Walked): Inverse | null {
  const { kind, ttlMs } = made;
  if (kind === 'ephemeral' || data === undefined || acl === undefined || isMasked(acl)) return null;
  return { op: 'create', path, data: base64(data), acl: [...acl], kind, ttlMs };
}

export function base64(data: Uint8Array | null): string | null {
  return data === null ? null : Buffer.from(data).toString('base64');
}

function digestNode(digest: Hash, { path, stat }: Walked): void {
  const { czxid, mzxid } = statViewOf(stat);
  digest.update(`${path}\0${czxid}\0${mzxid}\0`);
}
