import type { UndoBody } from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import { sha256 } from '../../audit/audit-log.ts';
import type { NodeInverse } from '../../guard/inverse.ts';
import type { Job } from '../job.ts';
import { type JobWrite, WRITES_AT_ONCE, writeAll } from '../job-writes.ts';
import { createWrite } from './create-write.ts';
import type { Tools } from './tools.ts';

/** Takes back what another job wrote, the last write first; each insists on the state that the job left. */
export async function undoAll(job: Job, tools: Tools): Promise<void> {
  const { id } = job.spec.body as UndoBody;
  job.names('undone', 'same', 'failed');
  // A quota is set by itself, never by a job.
  const steps = (await tools.undo.read(id)).filter((step) => step.op !== 'setQuota');
  job.expect(steps.length);
  for (let at = 0; at < steps.length; at += WRITES_AT_ONCE) {
    const batch = steps.slice(at, at + WRITES_AT_ONCE);
    const planned: JobWrite<unknown>[] = [];
    for (const step of batch) {
      // Only what still is the node that was written is touched.
      const now = step.op === 'create' ? null : await job.patiently(() => tools.client().exists(step.path));
      const isThat = step.op === 'create' || (now !== null && hex64(now.czxid) === step.czxid);
      if (isThat) planned.push(writeOf(step));
      else {
        job.add('failed');
        job.item('failed', step.path, { detail: now === null ? 'NONODE' : 'RECREATED' });
      }
    }
    const results = await writeAll(job, tools.writes, tools.client, planned);
    for (const [index, { intent }] of planned.entries()) {
      const result = results[index];
      if (result !== undefined && 'value' in result) job.add('undone');
      else if (intent.op === 'create' && result?.code === 'NODEEXISTS') job.add('same');
      else {
        job.add('failed');
        job.item('failed', intent.path, { detail: result?.code ?? null });
      }
    }
    job.advance(batch.length);
  }
  await tools.undo.forget(id);
}

function writeOf(step: NodeInverse): JobWrite<unknown> {
  const { path } = step;
  if (step.op === 'create') return createWrite({ ...step, data: bytes(step.data) });
  const { version } = step;
  if (step.op === 'setData') {
    const data = bytes(step.data);
    return {
      intent: {
        op: 'setData',
        path,
        expectsVersion: version,
        oldSha256: null,
        newSha256: sha256(data ?? ''),
      },
      write: (client) => client.setData(path, data, { version }),
      lookAgain: async (client) => {
        const now = await client.exists(path);
        return now !== null && now.version > version ? { value: now } : null;
      },
    };
  }
  if (step.op === 'delete') {
    return {
      intent: { op: 'delete', path, expectsVersion: version, oldSha256: null, newSha256: null },
      write: (client) => client.delete(path, { version }),
      lookAgain: async (client) => ((await client.exists(path)) === null ? { value: null } : null),
    };
  }
  return {
    intent: {
      op: 'setACL',
      path,
      expectsVersion: version,
      oldSha256: null,
      newSha256: sha256(JSON.stringify(step.acl)),
    },
    write: (client) => client.setACL(path, step.acl, { version }),
    lookAgain: async (client) => {
      const now = await client.exists(path);
      return now !== null && now.aversion > version ? { value: now } : null;
    },
  };
}

function bytes(base64: string | null): Uint8Array | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}
