import { EventType, hex64, type Zxid } from '@vivarium/jute';
import type { AddWatchCall } from '../../history/call.ts';
import type { Effects, Told } from './effects.ts';

interface Standing {
  readonly path: string;
  readonly isRecursive: boolean;
  /** Set, or restored, at this zxid on the connection that is there now; null between two connections. */
  since: Zxid | null;
}

/**
 * The persistent and recursive watches of one session: while a connection lasts they tell of every change after the zxid
 * at which they were set or restored, of each once, in the order of the zxids, and before any reply that shows it. So
 * whoever reads when they are restored, and then follows them, knows all. Of what is another client's alone they do not.
 */
export class StandingWatches {
  private readonly client: number;
  private readonly effects: Effects;
  private readonly report: (message: string) => void;
  private readonly watches = new Map<string, Standing>();
  /** Changes that are to be told of, oldest first. */
  private due: Told[] = [];
  /** All changes up to here were looked at. */
  private seen = 0 as Zxid;

  constructor(client: number, effects: Effects, report: (message: string) => void) {
    this.client = client;
    this.effects = effects;
    this.report = report;
  }

  /** Set at `zxid`; again means nothing. */
  add({ path, isRecursive }: AddWatchCall, zxid: Zxid): void {
    const key = `${isRecursive} ${path}`;
    const watch = this.watches.get(key) ?? { path, isRecursive, since: null };
    watch.since ??= zxid;
    this.watches.set(key, watch);
  }

  /** A reply shows the state at `zxid`. */
  shown(zxid: Zxid): void {
    this.lookUpTo(zxid);
    const [late] = this.due;
    this.due = [];
    if (late !== undefined) {
      const { path, type } = late;
      this.report(
        `a reply showed ${hex64(zxid)} before event ${type} on ${path} at ${hex64(late.zxid)} was told`,
      );
    }
  }

  /** An event came; answers whether a watch that stays had to tell it. */
  told(type: number, path: string, zxid: Zxid): boolean {
    this.lookUpTo(zxid);
    const at = this.due.findIndex((each) => each.zxid === zxid && each.type === type && each.path === path);
    if (at === -1) return false;
    const before = this.due.find((each) => each.zxid < zxid);
    if (before !== undefined) {
      this.report(`${path} at ${hex64(zxid)} was told before ${before.path} at ${hex64(before.zxid)}`);
    }
    this.due.splice(at, 1);
    this.due = this.due.filter((each) => each.zxid >= zxid);
    return true;
  }

  restored(zxid: Zxid): void {
    this.lookUpTo(zxid);
    for (const each of this.watches.values()) each.since ??= zxid;
  }

  detached(): void {
    this.due = [];
    for (const each of this.watches.values()) each.since = null;
  }

  private lookUpTo(zxid: Zxid): void {
    if (zxid <= this.seen) return;
    if (this.watches.size > 0) {
      for (const each of this.effects.between(this.seen, zxid)) if (this.concerns(each)) this.due.push(each);
    }
    this.seen = zxid;
  }

  private concerns({ type, path, zxid, ownedBy }: Told): boolean {
    if (ownedBy !== null && ownedBy !== this.client) return false;
    for (const watch of this.watches.values()) {
      if (watch.since === null || watch.since >= zxid) continue;
      if (!watch.isRecursive) {
        if (watch.path === path) return true;
      } else if (type !== EventType.nodeChildrenChanged && isWithin(path, watch.path)) return true;
    }
    return false;
  }
}

function isWithin(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}
