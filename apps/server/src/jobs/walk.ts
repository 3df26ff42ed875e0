import { ZooKeeperError } from '@vivarium/client';
import type { AclView } from '@vivarium/contract';
import type { Stat } from '@vivarium/jute';
import { refuse } from '../faults.ts';
import type { Replica, ReplicaNode } from '../replica/replica.ts';
import { inParallel } from '../znodes/in-parallel.ts';
import { type NodeKind, nodeKind } from '../znodes/node-kind.ts';
import { below } from '../znodes/znode-path.ts';
import type { Job } from './job.ts';
import type { Tools } from './works/tools.ts';

const CHUNK = 128;
const IN_FLIGHT = 32;
/** How long a replica is waited for, ms; then the connection is asked, which for many znodes takes far longer. */
const CATCH_UP_MS = 10_000;
/** Znodes that one piece of work takes: each is a path in memory. */
export const NODES_MAX = 2_000_000;

export interface Walked {
  readonly path: string;
  readonly stat: Stat;
  readonly made: NodeKind;
  /** Undefined where it was not asked for or may not be read. */
  readonly data: Uint8Array | null | undefined;
  readonly acl: readonly AclView[] | undefined;
  /** The code of what could not be read of it. */
  readonly fault: string | null;
}

export interface WalkWants {
  readonly data: boolean;
  readonly acl: boolean;
  /** Paths that are left out with all below them. */
  readonly except?: readonly string[];
  /** Nothing is written by what is found, so a replica that has what this connection has seen is as good as it. */
  readonly isOnlyLook?: boolean;
}

type Sources = Pick<Tools, 'client' | 'replica' | 'kindOf'>;

/**
 * A subtree, parents before children and siblings by name, in chunks. Nodes that vanish meanwhile are left out. What
 * may not be read says so. The top must exist: NONODE.
 */
export async function* walk(
  job: Job,
  sources: Sources,
  top: string,
  wants: WalkWants,
): AsyncGenerator<Walked[]> {
  const replica = wants.isOnlyLook === true ? await upToDate(job, sources, top) : null;
  if (replica !== null) {
    for await (const chunk of replica.walk(top, wants.data, job.signal))
      yield chunk.map(fromReplica(replica));
    return;
  }
  await catchUp(job, sources);
  const queue: string[] = [top];
  for (let at = 0; at < queue.length; ) {
    const paths = queue.slice(at, at + CHUNK);
    at += paths.length;
    // What was dealt with is let go in large pieces.
    if (at > 65_536) {
      queue.splice(0, at);
      at = 0;
    }
    const read = await inParallel(paths, IN_FLIGHT, (path) =>
      job.patiently(() => readNode(sources, path, wants)),
    );
    const found: Walked[] = [];
    for (const each of read) {
      if (each === null) continue;
      found.push(each.node);
      for (const name of each.children) {
        const path = below(each.node.path, name);
        if (wants.except?.includes(path) !== true) queue.push(path);
      }
    }
    if (paths[0] === top && found.length === 0) throw refuse('NONODE');
    if (queue.length > NODES_MAX) throw refuse('TOO_MANY_NODES');
    yield found;
  }
}

/**
 * From here on the connection reads whatever was acknowledged, to anybody, before the job was asked for: its member may be
 * behind the one that acknowledged it. Without a quorum the job waits and says so.
 */
export function catchUp(job: Job, { client }: Pick<Sources, 'client'>): Promise<void> {
  return job.patiently(() => client().sync('/'));
}

/** Null without a replica, or with one that does not come to what the ensemble has committed by now. */
export async function upToDate(job: Job, { client, replica }: Sources, top: string): Promise<Replica | null> {
  if (replica() === null) return null;
  const newest = await job.patiently(async () => {
    const session = client();
    await session.sync('/');
    const stat = await session.exists(top);
    return stat === null ? null : Math.max(stat.mzxid, stat.pzxid, session.lastZxid);
  });
  if (newest === null) throw refuse('NONODE');
  const source = replica();
  return source !== null && (await source.reaches(newest, CATCH_UP_MS)) ? source : null;
}

function fromReplica(replica: Replica): (node: ReplicaNode) => Walked {
  return ({ path, stat, isReadable, data }) => {
    const found = replica.kindOf(path, stat.czxid);
    const made = found === null ? nodeKind(stat.ephemeralOwner) : { ...found, isKnown: true };
    return { path, stat, made, data, acl: undefined, fault: isReadable ? null : 'NOAUTH' };
  };
}

/** One znode as it is now, and the names below it; null when there is none. */
export async function readNode(
  { client: connected, kindOf }: Sources,
  path: string,
  wants: WalkWants,
): Promise<{ node: Walked; children: string[] } | null> {
  const client = connected();
  const [stat, listed, read, acl] = await Promise.all([
    client.exists(path),
    orCode(client.getChildren(path)),
    wants.data ? orCode(client.getData(path)) : undefined,
    wants.acl ? orCode(client.getACL(path)) : undefined,
  ]);
  if (stat === null || listed === 'NONODE' || read === 'NONODE' || acl === 'NONODE') return null;
  const codes = [listed, read, acl].filter((each) => typeof each === 'string');
  const isRead = typeof read === 'object';
  const made = await kindOf(path, stat);
  return {
    node: {
      path,
      // The stat that the data came with: the version that is insisted on is the one of what was read.
      stat: isRead ? read.stat : stat,
      made,
      data: isRead ? read.data : undefined,
      acl:
        typeof acl === 'object' ? acl.acl.map(({ scheme, id, perms }) => ({ scheme, id, perms })) : undefined,
      fault: codes[0] ?? null,
    },
    children: typeof listed === 'object' ? listed.children.sort() : [],
  };
}

/** A refusal is an answer here; what time may mend is not. */
async function orCode<T extends object>(reading: Promise<T>): Promise<T | string> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ZooKeeperError && ['NONODE', 'NOAUTH'].includes(error.codeName))
      return error.codeName;
    throw error;
  }
}
