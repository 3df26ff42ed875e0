import { type DataTree, NO_NODE, type NodeId } from '../tree/data-tree.ts';
import { ttlMsOf } from '../tree/owner-index.ts';
import type { MemberConfig } from './config.ts';
import type { Instant } from './input.ts';

const MINUTE_MS = 60_000;

/**
 * Finds containers that lost their last child and TTL nodes that outlived theirs. Looks at certain intervals, and
 * hands out what it found at a limited rate. Source: Apache's ContainerManager.
 */
export class ContainerSweep {
  private readonly config: MemberConfig;
  private readonly tree: DataTree;
  private readonly pauseMs: number;
  private candidates: string[] = [];
  private nextSweepMs = 0;
  private nextDeleteMs = 0;

  constructor(config: MemberConfig, tree: DataTree) {
    this.config = config;
    this.tree = tree;
    this.pauseMs = MINUTE_MS / config.containerMaxPerMinute;
  }

  start(nowMs: number): void {
    this.nextSweepMs = nowMs + this.config.containerCheckIntervalMs;
  }

  /** Paths to delete now, oldest candidate first. A delete is checked again when it is prepared. */
  due(at: Instant): string[] {
    const nowMs = at.monotonicMs;
    if (nowMs >= this.nextSweepMs) {
      this.nextSweepMs +=
        this.config.containerCheckIntervalMs *
        Math.ceil((nowMs - this.nextSweepMs + 1) / this.config.containerCheckIntervalMs);
      // A sweep that has not ended goes on; the next one will see what it left.
      if (this.candidates.length === 0) {
        this.candidates = this.collect(at.wallMs);
        this.nextDeleteMs = nowMs;
      }
    }
    let count = 0;
    while (count < this.candidates.length && this.nextDeleteMs <= nowMs) {
      this.nextDeleteMs += this.pauseMs;
      count++;
    }
    return this.candidates.splice(0, count);
  }

  private collect(wallMs: number): string[] {
    const { tree } = this;
    const found: string[] = [];
    const neverUsedMs = this.config.containerMaxNeverUsedIntervalMs;
    for (const path of tree.containers()) {
      const node = this.childless(path);
      if (node === NO_NODE) continue;
      // Created and not used yet: it would go in the moment it came.
      const used = tree.storedCversion(node) > 0;
      if (used || (neverUsedMs > 0 && wallMs - tree.mtimeMs(node) > neverUsedMs)) found.push(path);
    }
    if (!this.config.extendedTypesEnabled) return found;
    for (const path of tree.ttls()) {
      const node = this.childless(path);
      if (node === NO_NODE) continue;
      const ttlMs = ttlMsOf(tree.ephemeralOwner(node));
      if (ttlMs !== 0 && wallMs - tree.mtimeMs(node) > ttlMs) found.push(path);
    }
    return found;
  }

  private childless(path: string): NodeId {
    const node = this.tree.find(path);
    return node !== NO_NODE && this.tree.numChildren(node) === 0 ? node : NO_NODE;
  }
}
