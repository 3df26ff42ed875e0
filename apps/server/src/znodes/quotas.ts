import { type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import type { QuotaBody, QuotaLimits, QuotaView, UndoOffer } from '@vivarium/contract';
import { sha256 } from '../audit/audit-log.ts';
import { refuse } from '../faults.ts';
import type { Author } from '../guard/author.ts';
import type { GuardedWrites } from '../guard/guarded-writes.ts';
import type { Inverse } from '../guard/inverse.ts';
import type { UndoStore } from '../guard/undo-store.ts';
import { undoableWrite, undoId } from '../guard/undoable-write.ts';
import { below, parentOf } from './znode-path.ts';

const ROOT = '/zookeeper/quota';
const LIMITS = 'zookeeper_limits';
const STATS = 'zookeeper_stats';

type QuotaInverse = Extract<Inverse, { op: 'setQuota' }>;

/** Quotas as Apache's `setquota` keeps them: two nodes below /zookeeper/quota. Source: its SetQuotaCommand, StatsTrack. */
export class Quotas {
  readonly #client: () => ZooKeeper;
  readonly #writes: GuardedWrites;
  readonly #undo: UndoStore;

  constructor(client: () => ZooKeeper, writes: GuardedWrites, undo: UndoStore) {
    this.#client = client;
    this.#writes = writes;
    this.#undo = undo;
  }

  /** The quota of a path: its own, else the nearest above it. */
  async read(path: string): Promise<QuotaView> {
    const client = this.#client();
    for (let at: string | null = path; at !== null && at !== '/'; at = parentOf(at)) {
      const limits = await textOf(client, `${ROOT}${at}/${LIMITS}`);
      if (limits === null) continue;
      const stats = parseQuota((await textOf(client, `${ROOT}${at}/${STATS}`)) ?? '');
      const usage = { nodes: stats.get('count') ?? 0, bytes: stats.get('bytes') ?? 0 };
      return { path, at, limits: limitsOf(limits), usage };
    }
    return { path, at: null, limits: null, usage: null };
  }

  /** Sets or takes away the quota of this very path. @throws BAD_REQUEST, NONODE, QUOTA_NESTED */
  async write({ path, limits, guard }: QuotaBody, author: Author): Promise<QuotaView> {
    // A quota on the root is not kept, and what ZooKeeper keeps for itself has none.
    if (path === '/' || path === '/zookeeper' || path.startsWith('/zookeeper/')) throw refuse('BAD_REQUEST');
    const client = this.#client();
    const now = await this.read(path);
    if (limits !== null) {
      if ((await client.exists(path)) === null) throw refuse('NONODE');
      const isNested =
        (now.at !== null && now.at !== path) || (now.at === null && (await hasQuotaBelow(client, path)));
      if (isNested) throw refuse('QUOTA_NESTED', { about: now.at ?? path });
    } else if (now.at !== path) throw refuse('NONODE');
    const text = limits === null ? null : formatLimits(limits);
    const planned = {
      intent: {
        op: 'setQuota',
        path,
        expectsVersion: null,
        oldSha256: now.at === path && now.limits !== null ? sha256(formatLimits(now.limits)) : null,
        newSha256: text === null ? null : sha256(text),
      },
      write: () => (text === null ? remove(client, path) : put(client, path, text)),
    } as const;
    const before = now.at === path ? now.limits : null;
    const inverse = { op: 'setQuota', path, limits: before, left: limits } as const;
    const by = { ...author, guard };
    const { seq } = await undoableWrite(this.#writes, this.#undo, planned, inverse, by);
    const undo = this.#undo.offer(undoId(seq), 1);
    return { ...(await this.read(path)), ...(this.#undo.has(undo.id) ? { undo } : {}) };
  }

  /** Carries out an inverse. @throws NOT_UNDOABLE when the quota is another one by now */
  async undo({ path, limits, left }: QuotaInverse, author: Author): Promise<UndoOffer | undefined> {
    const now = await this.read(path);
    const own = now.at === path ? now.limits : null;
    const isThat = own === null || left === null ? own === left : formatLimits(own) === formatLimits(left);
    if (!isThat) throw refuse('NOT_UNDOABLE');
    const { guard } = author;
    return (await this.write({ path, limits, ...(guard === undefined ? {} : { guard }) }, author)).undo;
  }
}

async function put(client: ZooKeeper, path: string, text: string): Promise<void> {
  const places: string[] = [];
  for (let at: string | null = path; at !== null && at !== '/'; at = parentOf(at))
    places.unshift(`${ROOT}${at}`);
  for (const place of places) await unlessThere(client.create(place));
  const at = `${ROOT}${path}`;
  if ((await client.exists(`${at}/${LIMITS}`)) !== null) {
    await client.setData(`${at}/${LIMITS}`, text);
    return;
  }
  await unlessThere(client.create(`${at}/${LIMITS}`, text));
  // The members count what is below when this node comes.
  await unlessThere(client.create(`${at}/${STATS}`, 'count=0,bytes=0'));
}

async function remove(client: ZooKeeper, path: string): Promise<void> {
  const at = `${ROOT}${path}`;
  for (const name of [LIMITS, STATS]) await unlessGone(client.delete(`${at}/${name}`));
  // Places that hold no other quota go as well.
  for (let place: string | null = at; place !== null && place !== ROOT; place = parentOf(place)) {
    const children = await client.getChildren(place).catch(() => null);
    if (children === null || children.children.length > 0) return;
    await unlessGone(client.delete(place));
  }
}

async function hasQuotaBelow(client: ZooKeeper, path: string): Promise<boolean> {
  const queue = [`${ROOT}${path}`];
  for (const place of queue) {
    const found = await orAbsent(client.getChildren(place));
    if (found === null) continue;
    if (found.children.includes(LIMITS)) return true;
    queue.push(...found.children.map((name) => below(place, name)));
  }
  return false;
}

async function textOf(client: ZooKeeper, path: string): Promise<string | null> {
  const found = await orAbsent(client.getData(path));
  return found === null ? null : Buffer.from(found.data ?? []).toString('utf8');
}

async function orAbsent<T>(reading: Promise<T>): Promise<T | null> {
  return reading.catch((error: unknown) => {
    if (error instanceof ZooKeeperError && error.codeName === 'NONODE') return null;
    throw error;
  });
}

async function unlessThere(writing: Promise<unknown>): Promise<void> {
  await writing.catch((error: unknown) => {
    if (!(error instanceof ZooKeeperError) || error.codeName !== 'NODEEXISTS') throw error;
  });
}

async function unlessGone(writing: Promise<unknown>): Promise<void> {
  await writing.catch((error: unknown) => {
    if (!(error instanceof ZooKeeperError) || !['NONODE', 'NOTEMPTY'].includes(error.codeName)) throw error;
  });
}

/** `count=N,bytes=N=;byteHardLimit=N;countHardLimit=N`; -1 is no limit. The "=" keeps parsers of 3.4 from the rest. */
export function formatLimits({ nodesSoft, nodesHard, bytesSoft, bytesHard }: QuotaLimits): string {
  const hard = [
    ...(bytesHard === null ? [] : [`byteHardLimit=${bytesHard}`]),
    ...(nodesHard === null ? [] : [`countHardLimit=${nodesHard}`]),
  ];
  const soft = `count=${nodesSoft ?? -1},bytes=${bytesSoft ?? -1}`;
  return hard.length === 0 ? soft : `${soft}=;${hard.join(';')}`;
}

function limitsOf(text: string): QuotaLimits {
  const values = parseQuota(text);
  const limit = (name: string): number | null => {
    const value = values.get(name) ?? -1;
    return value < 0 ? null : value;
  };
  return {
    nodesSoft: limit('count'),
    nodesHard: limit('countHardLimit'),
    bytesSoft: limit('bytes'),
    bytesHard: limit('byteHardLimit'),
  };
}

function parseQuota(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const pair of text.split(/[,;]/)) {
    const match = /^(\w+)=(-?\d{1,15})=?$/.exec(pair.trim());
    if (match !== null) values.set(match[1] as string, Number(match[2]));
  }
  return values;
}
