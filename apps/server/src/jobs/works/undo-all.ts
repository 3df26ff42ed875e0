import type { UndoBody } from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import { sha256 } from '../../audit/audit-log.ts';
import { type Inverse, isUnheard, type NodeInverse } from '../../guard/inverse.ts';
import type { UndoLedger } from '../../guard/undo-ledger.ts';
import { inParallel } from '../../znodes/in-parallel.ts';
import { isMasked } from '../../znodes/znode-writer.ts';
import type { Job } from '../job.ts';
import { type JobWrite, WRITES_AT_ONCE, writeAll } from '../job-writes.ts';
import { catchUp, readNode, type Walked } from '../walk.ts';
import { createWrite } from './create-write.ts';
import { base64, inverseOf as madeAgain } from './delete-tree.ts';
import type { Tools } from './tools.ts';

const IN_FLIGHT = 32;

/** A write that takes one back, and what takes itself back, by its value. */
interface Taking {
  readonly planned: JobWrite<unknown>;
  readonly undone: (value: unknown) => Inverse | null;
}

/** Takes back what another job wrote, the last write first; each insists on the state that the job left. */
export async function undoAll(job: Job, tools: Tools): Promise<void> {
  const { id } = job.spec.body as UndoBody;
  job.names('undone', 'same', 'failed');
  // A quota is set by itself, never by a job.
  const steps = (await tools.undo.read(id)).filter((step) => step.op !== 'setQuota');
  job.expect(steps.length);
  await catchUp(job, tools);
  const ledger = await tools.undo.begin(job.id);
  try {
    for (let at = 0; at < steps.length; at += WRITES_AT_ONCE) {
      const batch = steps.slice(at, at + WRITES_AT_ONCE);
      await takeBack(job, tools, ledger, batch);
      job.advance(batch.length);
    }
    await tools.undo.forget(id);
  } finally {
    job.offer(await ledger.close());
  }
}

async function takeBack(
  job: Job,
  tools: Tools,
  ledger: UndoLedger,
  batch: readonly NodeInverse[],
): Promise<void> {
  const found = await inParallel(batch, IN_FLIGHT, async (step) =>
    step.op === 'create' ? null : await job.patiently(() => readNode(tools, step.path, WHOLE)),
  );
  const takings: Taking[] = [];
  for (const [at, step] of batch.entries()) {
    const now = found[at]?.node ?? null;
    const taking = step.op === 'create' ? making(step) : now === null ? null : takingOf(step, now);
    if (taking !== null) takings.push(taking);
    else if (hasNotHappened(step, now)) job.add('same');
    else {
      job.add('failed');
      job.item('failed', step.path, { detail: now === null ? 'NONODE' : 'RECREATED' });
    }
  }
  const results = await writeAll(
    job,
    tools,
    ledger,
    takings.map(({ planned }) => planned),
  );
  for (const [at, { planned, undone }] of takings.entries()) {
    const result = results[at];
    const { intent } = planned;
    if (result !== undefined && 'value' in result) {
      job.add('undone');
      const back = undone(result.value);
      if (back !== null) ledger.did(back);
    } else if (intent.op === 'create' && result?.code === 'NODEEXISTS') job.add('same');
    else {
      job.add('failed');
      job.item('failed', intent.path, { detail: result?.code ?? null });
    }
  }
}

const WHOLE = { data: true, acl: true };

/** Planned by a server that was killed before the write left, or before it was done. */
function hasNotHappened(step: NodeInverse, now: Walked | null): boolean {
  if (step.op === 'delete') return step.czxid === null;
  if (step.op === 'create' || now === null || hex64(now.stat.czxid) !== step.czxid) return false;
  return (step.op === 'setData' ? now.stat.version : now.stat.aversion) < step.version;
}

function making(step: NodeInverse & { op: 'create' }): Taking {
  const { path } = step;
  return {
    planned: createWrite({ ...step, data: bytes(step.data) }),
    undone: (czxid) => ({ op: 'delete', path, version: 0, czxid: String(czxid) }),
  };
}

/** Null for another node than the one that was written, and for a write that has not happened. */
function takingOf(step: NodeInverse, now: Walked): Taking | null {
  if (step.op === 'create') return null;
  const { path } = step;
  const czxid = hex64(now.stat.czxid);
  const isThat =
    step.czxid === null
      ? now.data !== undefined && isUnheard(step, now.data, now.stat)
      : step.czxid === czxid;
  if (!isThat || hasNotHappened({ ...step, czxid } as NodeInverse, now)) return null;
  const { version } = step;
  const about = { path, expectsVersion: version, oldSha256: null };
  if (step.op === 'delete') {
    const back = madeAgain(now);
    return {
      planned: {
        intent: { ...about, op: 'delete', newSha256: null },
        write: (client) => client.delete(path, { version }),
        back: () => back,
        lookAgain: async (client) => ((await client.exists(path)) === null ? { value: null } : null),
      },
      undone: () => back,
    };
  }
  const isData = step.op === 'setData';
  const back = isData ? dataBack(now, version + 1) : aclBack(now, version + 1);
  const data = isData ? bytes(step.data) : null;
  return {
    planned: {
      intent: { ...about, op: step.op, newSha256: sha256(isData ? (data ?? '') : JSON.stringify(step.acl)) },
      write: (client) =>
        isData ? client.setData(path, data, { version }) : client.setACL(path, step.acl, { version }),
      back: () => back,
      lookAgain: async (client) => {
        const stat = await client.exists(path);
        const left = isData ? stat?.version : stat?.aversion;
        return left !== undefined && left > version ? { value: stat } : null;
      },
    },
    undone: () => back,
  };
}

function dataBack({ path, stat, data }: Walked, version: number): Inverse | null {
  if (data === undefined) return null;
  return { op: 'setData', path, data: base64(data), version, czxid: hex64(stat.czxid) };
}

function aclBack({ path, stat, acl }: Walked, version: number): Inverse | null {
  if (acl === undefined || isMasked(acl)) return null;
  return { op: 'setACL', path, acl: [...acl], version, czxid: hex64(stat.czxid) };
}

function bytes(text: string | null): Uint8Array | null {
  return text === null ? null : Buffer.from(text, 'base64');
}
