import type { DataTree } from './data-tree.ts';
import { NO_NODE, type NodeId } from './node-id.ts';

// Quotas on subtrees. Source: Apache's Quotas, StatsTrack and ZooKeeperServer.checkQuota.

export const QUOTA_PATH = '/zookeeper/quota';
const BELOW_QUOTA = `${QUOTA_PATH}/`;
const LIMITS_NAME = 'zookeeper_limits';
const STATS_NAME = 'zookeeper_stats';
const COUNT = 'count';
const BYTES = 'bytes';
const COUNT_HARD_LIMIT = 'countHardLimit';
const BYTE_HARD_LIMIT = 'byteHardLimit';
const NO_LIMIT = -1;
const utf8 = new TextEncoder();
const utf8Text = new TextDecoder('utf-8');

/** The text of a limits or stats node: numbers by name. -1 means "none". */
export interface QuotaText {
  count: number;
  bytes: number;
  /** Hard limits, and whatever else stands there. */
  readonly more: Map<string, number>;
}

/** Reads `count=N,bytes=N=;byteHardLimit=N;…`; what is no number counts as none, for nobody checked it. */
export function parseQuota(text: string): QuotaText {
  const quota: QuotaText = { count: NO_LIMIT, bytes: NO_LIMIT, more: new Map() };
  for (const pair of text.split(/[,;]+/)) {
    const [name, digits] = pair.split('=');
    if (name === undefined || name === '' || digits === undefined) continue;
    const value = /^[+-]?\d+$/.test(digits) ? Number(digits) : NO_LIMIT;
    if (name === COUNT) quota.count = value;
    else if (name === BYTES) quota.bytes = value;
    else quota.more.set(name, value);
  }
  return quota;
}

/** The "=" before the first hard limit is Apache's: it makes parsers of 3.4 skip what they do not know. */
export function formatQuota(quota: QuotaText): string {
  let text = `${COUNT}=${quota.count},${BYTES}=${quota.bytes}`;
  if (quota.more.size > 0) text += '=';
  for (const name of [...quota.more.keys()].sort()) text += `;${name}=${quota.more.get(name)}`;
  return text;
}

export function limitsPath(prefix: string): string {
  return `${QUOTA_PATH}${prefix}/${LIMITS_NAME}`;
}

export function statsPath(prefix: string): string {
  return `${QUOTA_PATH}${prefix}/${STATS_NAME}`;
}

/** The subtree that a node below /zookeeper/quota limits or counts, or null when it does neither. */
export function quotaNode(path: string): { kind: 'limits' | 'stats'; prefix: string } | null {
  if (!path.startsWith(BELOW_QUOTA)) return null;
  const slash = path.lastIndexOf('/');
  // A quota on the root is not kept.
  if (slash === QUOTA_PATH.length) return null;
  const name = path.slice(slash + 1);
  const prefix = path.slice(QUOTA_PATH.length, slash);
  if (name === LIMITS_NAME) return { kind: 'limits', prefix };
  return name === STATS_NAME ? { kind: 'stats', prefix } : null;
}

/** The subtrees that have limits. */
export class QuotaIndex {
  private readonly prefixes = new Set<string>();

  get isEmpty(): boolean {
    return this.prefixes.size === 0;
  }

  add(prefix: string): void {
    this.prefixes.add(prefix);
  }

  remove(prefix: string): void {
    this.prefixes.delete(prefix);
  }

  /** The deepest subtree with limits that holds the path, or null. */
  deepest(path: string): string | null {
    if (this.prefixes.size === 0) return null;
    for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf('/'))) {
      if (this.prefixes.has(at)) return at;
    }
    return null;
  }
}

/** What a stats node says after a change below its prefix. */
export function movedStats(data: Uint8Array | null, bytesDiff: number, countDiff: number): Uint8Array {
  const quota = readQuota(data);
  quota.count += countDiff;
  quota.bytes += bytesDiff;
  return utf8.encode(formatQuota(quota));
}

/** What a stats node says of a subtree just counted, the top included. */
export function countedStats(tree: DataTree, top: NodeId): Uint8Array {
  let count = 0;
  let bytes = 0;
  if (top !== NO_NODE) {
    for (const node of tree.subtree(top)) {
      count++;
      bytes += tree.dataLength(node);
    }
  }
  return utf8.encode(formatQuota({ count, bytes, more: new Map() }));
}

export interface QuotaViolation {
  /** The subtree with the quota. */
  readonly prefix: string;
  readonly of: 'count' | 'bytes';
  /** What it would come to. */
  readonly value: number;
  readonly limit: number;
}

/**
 * The hard limit that a change below `path` would pass, or null. For a create: its bytes and 1; for setData: the
 * difference of bytes and 0. Soft limits never refuse. Only the deepest quota counts.
 */
export function quotaViolation(
  tree: DataTree,
  path: string,
  bytesDiff: number,
  countDiff: number,
): QuotaViolation | null {
  const prefix = tree.deepestQuota(path);
  if (prefix === null) return null;
  const limitsNode = tree.find(limitsPath(prefix));
  if (limitsNode === NO_NODE) return null;
  const limits = readQuota(tree.data(limitsNode)).more;
  const countLimit = limits.get(COUNT_HARD_LIMIT) ?? NO_LIMIT;
  const bytesLimit = limits.get(BYTE_HARD_LIMIT) ?? NO_LIMIT;
  const checksCount = countDiff !== 0 && countLimit > NO_LIMIT;
  const checksBytes = bytesDiff !== 0 && bytesLimit > NO_LIMIT;
  if (!checksCount && !checksBytes) return null;
  const statsNode = tree.find(statsPath(prefix));
  if (statsNode === NO_NODE) return null;
  const stats = readQuota(tree.data(statsNode));
  const count = stats.count + countDiff;
  if (checksCount && count > countLimit) return { prefix, of: 'count', value: count, limit: countLimit };
  const bytes = stats.bytes + bytesDiff;
  if (checksBytes && bytes > bytesLimit) return { prefix, of: 'bytes', value: bytes, limit: bytesLimit };
  return null;
}

function readQuota(data: Uint8Array | null): QuotaText {
  return parseQuota(data === null ? '' : utf8Text.decode(data));
}
