import type { AclTreeBody } from '@vivarium/contract';
import { hex64, type Stat } from '@vivarium/jute';
import { sha256 } from '../../audit/audit-log.ts';
import type { Inverse } from '../../guard/inverse.ts';
import { isMasked } from '../../znodes/znode-writer.ts';
import type { Job } from '../job.ts';
import { type JobWrite, writeAll } from '../job-writes.ts';
import { type Walked, walk } from '../walk.ts';
import type { Tools } from './tools.ts';

/** Sets the same list on every node of a subtree: ACLs are not inherited. */
export async function aclTree(job: Job, tools: Tools): Promise<void> {
  const { acl } = job.spec.body as AclTreeBody;
  job.names('set', 'same', 'failed');
  const wanted = JSON.stringify(acl.map(({ scheme, id, perms }) => ({ scheme, id, perms })));
  const ledger = await tools.undo.begin(job.id);
  try {
    for await (const chunk of walk(job, tools, job.spec.path, { data: false, acl: true })) {
      const others = chunk.filter((node) => node.acl === undefined || JSON.stringify(node.acl) !== wanted);
      job.add('same', chunk.length - others.length);
      const results = await writeAll(
        job,
        tools,
        ledger,
        others.map((node) => aclWrite(node, acl)),
      );
      for (const [at, node] of others.entries()) {
        const result = results[at];
        if (result === undefined) continue;
        if ('code' in result) {
          job.add('failed');
          job.item('failed', node.path, { detail: result.code });
          continue;
        }
        job.add('set');
        const back = inverseOf(node, result.value.aversion);
        if (back !== null) ledger.did(back);
      }
      job.advance(chunk.length);
    }
  } finally {
    job.offer(await ledger.close());
  }
}

/** Null for a list that may not be read as it is. `version` is that of the list that was set. */
function inverseOf({ path, stat, acl }: Walked, version: number): Inverse | null {
  if (acl === undefined || isMasked(acl)) return null;
  return { op: 'setACL', path, acl: [...acl], version, czxid: hex64(stat.czxid) };
}

function aclWrite(node: Walked, acl: AclTreeBody['acl']): JobWrite<Stat> {
  const { path, stat, acl: before } = node;
  const version = stat.aversion;
  return {
    intent: {
      op: 'setACL',
      path,
      expectsVersion: version,
      oldSha256: before === undefined ? null : sha256(JSON.stringify(before)),
      newSha256: sha256(JSON.stringify(acl)),
    },
    write: (client) => client.setACL(path, acl, { version }),
    back: () => inverseOf(node, version + 1),
    lookAgain: async (client) => {
      const now = await client.exists(path);
      return now !== null && now.aversion > version ? { value: now } : null;
    },
  };
}
