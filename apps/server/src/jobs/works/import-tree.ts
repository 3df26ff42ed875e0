import { ZooKeeperError } from '@vivarium/client';
import {
  type AclView,
  type ExportedNode,
  type ImportBody,
  type ImportPlanBody,
  importPlanBody,
} from '@vivarium/contract';
import { hex64, type Stat } from '@vivarium/jute';
import { sha256 } from '../../audit/audit-log.ts';
import { refuse } from '../../faults.ts';
import { fits } from '../../fits.ts';
import type { Inverse } from '../../guard/inverse.ts';
import type { UndoLedger } from '../../guard/undo-ledger.ts';
import { inParallel } from '../../znodes/in-parallel.ts';
import type { NodeKind } from '../../znodes/node-kind.ts';
import { moved } from '../../znodes/znode-path.ts';
import { isMasked } from '../../znodes/znode-writer.ts';
import type { Job } from '../job.ts';
import { type JobWrite, WRITES_AT_ONCE, writeAll } from '../job-writes.ts';
import { catchUp } from '../walk.ts';
import { createWrite } from './create-write.ts';
import { base64 } from './delete-tree.ts';
import type { Tools } from './tools.ts';

const IN_FLIGHT = 32;

type Difference = 'create' | 'change' | 'same' | 'conflict' | 'skipped';

interface Found {
  readonly data: Uint8Array | null;
  readonly stat: Stat;
  readonly made: NodeKind;
  /** Null where it may not be read. */
  readonly acl: readonly AclView[] | null;
}

interface Compared {
  readonly path: string;
  readonly node: ExportedNode;
  readonly now: Found | null;
  readonly difference: Difference;
}

/** Says what an import would do, node by node, and does nothing. */
export async function importPlan(job: Job, tools: Tools): Promise<void> {
  job.names('create', 'change', 'same', 'conflict', 'skipped', 'failed');
  for await (const compared of compareAll(job, tools, job.spec.body as ImportPlanBody)) {
    for (const { difference, path, node } of compared) {
      job.add(difference);
      if (difference !== 'same')
        job.item(difference, path, { detail: node.ephemeralOwner === null ? null : node.kind });
    }
  }
  job.expect(job.view.done);
}

/** Does it. Begun again, it finds as `same` what it has made before, and goes on. */
export async function importTree(job: Job, tools: Tools): Promise<void> {
  const body = job.spec.body as ImportBody;
  job.names('created', 'changed', 'same', 'kept', 'skipped', 'failed');
  const planned = tools.desk.body(body.plan);
  if (!fits(importPlanBody, planned)) throw refuse('PLAN_NOT_READY');
  job.expect(tools.desk.view(body.plan).done);
  const ledger = await tools.undo.begin(job.id);
  try {
    for await (const compared of compareAll(job, tools, planned)) {
      await createMissing(job, tools, compared, ledger);
      await writeOver(job, tools, compared, body.overwrite, ledger);
      for (const { difference } of compared) {
        if (difference === 'same' || difference === 'skipped') job.add(difference);
      }
    }
  } finally {
    job.offer(await ledger.close());
  }
}

async function* compareAll(job: Job, tools: Tools, body: ImportPlanBody): AsyncGenerator<Compared[]> {
  const { root } = await tools.uploads.head(body.upload);
  await catchUp(job, tools);
  const target = body.target ?? root;
  for await (const lines of tools.uploads.nodes(body.upload, WRITES_AT_ONCE)) {
    const nodes: ExportedNode[] = [];
    for (const line of lines) {
      if ('node' in line) nodes.push(line.node);
      else {
        job.add('failed');
        job.item('failed', '/', { detail: `BAD_UPLOAD ${line.badLine}` });
      }
    }
    yield await inParallel(nodes, IN_FLIGHT, async (node): Promise<Compared> => {
      const path = moved(node.path, root, target);
      const now = await job.patiently(() => find(tools, path));
      return { path, node, now, difference: compare(node, now) };
    });
    job.advance(lines.length);
  }
}

async function find({ client: connected, kindOf }: Tools, path: string): Promise<Found | null> {
  const client = connected();
  try {
    const [{ data, stat }, acl] = await Promise.all([
      client.getData(path),
      client.getACL(path).catch((error: unknown) => {
        if (error instanceof ZooKeeperError && error.codeName === 'NOAUTH') return null;
        throw error;
      }),
    ]);
    const made = await kindOf(path, stat);
    return {
      data,
      stat,
      made,
      acl: acl?.acl.map(({ scheme, id, perms }) => ({ scheme, id, perms })) ?? null,
    };
  } catch (error) {
    if (error instanceof ZooKeeperError && ['NONODE', 'BADARGUMENTS'].includes(error.codeName)) return null;
    throw error;
  }
}

function compare(node: ExportedNode, now: Found | null): Difference {
  if (node.kind.startsWith('ephemeral')) return 'skipped';
  if (now === null) return 'create';
  if (now.made.kind === 'ephemeral' || !isKindSame(node, now)) return 'conflict';
  return isDataSame(node, now) && isAclSame(node, now) ? 'same' : 'change';
}

/** A kind cannot be changed. One that is not known, here or there, is taken for the same. */
function isKindSame({ kind, kindKnown, ttlMs }: ExportedNode, { made }: Found): boolean {
  if (kindKnown !== true || !made.isKnown) return true;
  return kind === made.kind && ttlMs === made.ttlMs;
}

function isDataSame(node: ExportedNode, now: Found): boolean {
  return base64(now.data) === node.data;
}

function isAclSame(node: ExportedNode, now: Found): boolean {
  const wanted = node.acl.map(({ scheme, id, perms }) => ({ scheme, id, perms }));
  return now.acl !== null && JSON.stringify(now.acl) === JSON.stringify(wanted);
}

async function createMissing(
  job: Job,
  tools: Tools,
  compared: readonly Compared[],
  ledger: UndoLedger,
): Promise<void> {
  const missing = compared.filter(({ difference }) => difference === 'create');
  const faithful = missing.filter(({ node }) => !isMasked(node.acl) && node.acl.length > 0);
  for (const { path } of missing.filter((each) => !faithful.includes(each))) fail(job, path, 'INVALIDACL');
  const planned = faithful.map(({ path, node: { data, acl, kind, ttlMs } }) =>
    createWrite({ path, data: bytes(data), acl, kind, ttlMs }),
  );
  const results = await writeAll(job, tools, ledger, planned);
  for (const [at, { path }] of faithful.entries()) {
    const result = results[at];
    if (result === undefined) continue;
    if ('code' in result) fail(job, path, result.code);
    else {
      job.add('created');
      ledger.did({ op: 'delete', path, version: 0, czxid: result.value });
    }
  }
}

interface Over {
  readonly planned: JobWrite<Stat>;
  /** What takes it back, by the version that it leaves. */
  readonly back: (version: number) => Inverse | null;
  readonly left: (stat: Stat) => number;
}

async function writeOver(
  job: Job,
  tools: Tools,
  compared: readonly Compared[],
  isWanted: boolean,
  ledger: UndoLedger,
): Promise<void> {
  const others = compared.filter(({ difference }) => difference === 'change' || difference === 'conflict');
  const changed = others.filter(({ difference }) => isWanted && difference === 'change');
  for (const { path, difference } of others) {
    if (changed.some((each) => each.path === path)) continue;
    job.add('kept');
    job.item('kept', path, { detail: difference });
  }
  for (const each of changed) {
    const { path, node, now } = each;
    if (now === null) continue;
    const steps: Over[] = [];
    if (!isDataSame(node, now)) steps.push(dataOver(path, node, now));
    if (!isAclSame(node, now)) steps.push(aclOver(path, node, now));
    const results = await writeAll(
      job,
      tools,
      ledger,
      steps.map(({ planned }) => planned),
    );
    for (const [at, { back, left }] of steps.entries()) {
      const result = results[at];
      const inverse = result !== undefined && 'value' in result ? back(left(result.value)) : null;
      if (inverse !== null) ledger.did(inverse);
    }
    const refused = results.find((result) => 'code' in result);
    if (refused !== undefined && 'code' in refused) fail(job, path, refused.code);
    else job.add('changed');
  }
}

function dataOver(path: string, node: ExportedNode, now: Found): Over {
  const data = bytes(node.data);
  const { version } = now.stat;
  const czxid = hex64(now.stat.czxid);
  const back = (left: number): Inverse => ({
    op: 'setData',
    path,
    data: base64(now.data),
    version: left,
    czxid,
  });
  return {
    planned: {
      intent: {
        op: 'setData',
        path,
        expectsVersion: version,
        oldSha256: sha256(now.data ?? ''),
        newSha256: sha256(data ?? ''),
      },
      write: (client) => client.setData(path, data, { version }),
      back: () => back(version + 1),
      lookAgain: async (client) => {
        const stat = await client.exists(path);
        return stat !== null && stat.version > version ? { value: stat } : null;
      },
    },
    back,
    left: (stat) => stat.version,
  };
}

function aclOver(path: string, node: ExportedNode, now: Found): Over {
  const version = now.stat.aversion;
  const { acl } = now;
  const czxid = hex64(now.stat.czxid);
  const back = (left: number): Inverse | null =>
    acl === null || isMasked(acl) ? null : { op: 'setACL', path, acl: [...acl], version: left, czxid };
  return {
    planned: {
      intent: {
        op: 'setACL',
        path,
        expectsVersion: version,
        oldSha256: acl === null ? null : sha256(JSON.stringify(acl)),
        newSha256: sha256(JSON.stringify(node.acl)),
      },
      write: (client) => client.setACL(path, node.acl, { version }),
      back: () => back(version + 1),
      lookAgain: async (client) => {
        const stat = await client.exists(path);
        return stat !== null && stat.aversion > version ? { value: stat } : null;
      },
    },
    back,
    left: (stat) => stat.aversion,
  };
}

function fail(job: Job, path: string, code: string): void {
  job.add('failed');
  job.item('failed', path, { detail: code });
}

function bytes(text: string | null): Uint8Array | null {
  return text === null ? null : Buffer.from(text, 'base64');
}
