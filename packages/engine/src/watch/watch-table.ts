import { EventType, WatcherType } from '@vivarium/jute';

// Who is told what. Source: Apache's WatchManager and DataTree, 3.9 (modes stand side by side).

/** Told of each event as it fires; it may not change the table before the call that fired returns. */
export interface WatchSink<W> {
  watchFired(watcher: W, type: EventType, path: string): void;
}

/** What `wchs` counts: the data set only. */
export interface WatchSummary {
  readonly connections: number;
  readonly paths: number;
  readonly total: number;
}

/** What one watcher is told of because of a path: several at once where it set several watches. */
export interface WatchHolding {
  readonly path: string;
  /** The node itself comes, changes, goes. */
  readonly ofNode: boolean;
  /** A child comes or goes, or the node itself goes. */
  readonly ofChildren: boolean;
  /** All nodes below come, change, go. */
  readonly ofAllBelow: boolean;
}

// What a watcher holds on a path, as bits.
const DATA = 1;
const CHILD = 2;
const PERSISTENT = 4;
const RECURSIVE = 8;
const ALL = DATA | CHILD | PERSISTENT | RECURSIVE;
/** Apache keeps two sets; a persistent watch is in both, a recursive one in the first. */
const IN_DATA_SET = DATA | PERSISTENT | RECURSIVE;
const IN_CHILD_SET = CHILD | PERSISTENT;

/** The watches on one path, a list in the order in which they were first set. */
interface Site<W> {
  readonly path: string;
  first: Watch<W> | null;
  last: Watch<W> | null;
  inDataSet: number;
  inChildSet: number;
}

/** Everything one watcher holds. */
interface Holder<W> {
  readonly watcher: W;
  readonly watches: Map<string, Watch<W>>;
  inDataSet: number;
  /** The last trigger that told this watcher. */
  told: number;
}

/** What one watcher holds on one path. */
interface Watch<W> {
  readonly holder: Holder<W>;
  readonly site: Site<W>;
  modes: number;
  previous: Watch<W> | null;
  next: Watch<W> | null;
}

function modesOf(type: WatcherType): number {
  switch (type) {
    case WatcherType.children:
      return CHILD;
    case WatcherType.data:
      return DATA;
    case WatcherType.any:
      return ALL;
    case WatcherType.persistent:
      return PERSISTENT;
    case WatcherType.persistentRecursive:
      return RECURSIVE;
  }
}

/**
 * The watches of one member. One record stands for everything a watcher holds on a path, in a list of that path and in
 * a map of that watcher, so that setting, firing and dropping cost the same however many others there are.
 */
export class WatchTable<W extends object> {
  private readonly sites = new Map<string, Site<W>>();
  private readonly holders = new Map<W, Holder<W>>();
  private dataSetSize = 0;
  private childSetSize = 0;
  private dataPaths = 0;
  private dataHolders = 0;
  private recursiveCount = 0;
  /** Numbers the triggers, so that "already told" is one comparison. */
  private trigger = 0;
  private readonly due: W[] = [];

  /** A one-shot watch of getData or exists. */
  addData(path: string, watcher: W): void {
    this.add(path, watcher, DATA);
  }

  /** A one-shot watch of getChildren. */
  addChild(path: string, watcher: W): void {
    this.add(path, watcher, CHILD);
  }

  addPersistent(path: string, watcher: W): void {
    this.add(path, watcher, PERSISTENT);
  }

  addRecursive(path: string, watcher: W): void {
    this.add(path, watcher, RECURSIVE);
  }

  contains(path: string, type: WatcherType, watcher: W): boolean {
    const watch = this.holders.get(watcher)?.watches.get(path);
    return watch !== undefined && (watch.modes & modesOf(type)) !== 0;
  }

  /** Takes back what the type names; false when there was no such watch. */
  remove(path: string, type: WatcherType, watcher: W): boolean {
    const watch = this.holders.get(watcher)?.watches.get(path);
    if (watch === undefined) return false;
    const kept = watch.modes & ~modesOf(type);
    if (kept === watch.modes) return false;
    this.change(watch, kept);
    return true;
  }

  /** Forgets a watcher and all it holds: its connection is gone. */
  drop(watcher: W): void {
    const holder = this.holders.get(watcher);
    if (holder === undefined) return;
    for (const watch of holder.watches.values()) this.change(watch, 0);
  }

  nodeCreated(path: string, sink: WatchSink<W>): void {
    if (this.dataSetSize !== 0) this.fireData(path, EventType.nodeCreated, sink);
  }

  dataChanged(path: string, sink: WatchSink<W>): void {
    if (this.dataSetSize !== 0) this.fireData(path, EventType.nodeDataChanged, sink);
  }

  /** Consumes data and child watches of the path; who holds several is told once. */
  nodeDeleted(path: string, sink: WatchSink<W>): void {
    if (this.sites.size === 0) return;
    this.trigger++;
    this.collect(path, IN_DATA_SET, DATA);
    if (this.recursiveCount !== 0) this.collectAncestors(path);
    this.collect(path, IN_CHILD_SET, CHILD);
    this.tell(path, EventType.nodeDeleted, sink);
  }

  /** To be called with the parent's path when a child came or went. */
  childrenChanged(path: string, sink: WatchSink<W>): void {
    if (this.childSetSize === 0) return;
    this.trigger++;
    this.collect(path, IN_CHILD_SET, CHILD);
    this.tell(path, EventType.nodeChildrenChanged, sink);
  }

  /** Data and child watches, as `zk_watch_count`: a persistent watch counts in both sets. */
  get count(): number {
    return this.dataSetSize + this.childSetSize;
  }

  get summary(): WatchSummary {
    return { connections: this.dataHolders, paths: this.dataPaths, total: this.dataSetSize };
  }

  /** The data set by watcher (`wchc`), in the order in which watchers came. */
  *pathsByWatcher(): Generator<[W, string[]]> {
    for (const holder of this.holders.values()) {
      if (holder.inDataSet === 0) continue;
      const paths: string[] = [];
      for (const watch of holder.watches.values()) {
        if ((watch.modes & IN_DATA_SET) !== 0) paths.push(watch.site.path);
      }
      yield [holder.watcher, paths];
    }
  }

  /** All that each watcher holds, in the order in which watchers came. */
  *holdings(): Generator<[W, WatchHolding[]]> {
    for (const { watcher, watches } of this.holders.values()) {
      const held = [...watches.values()].map(({ site, modes }) => ({
        path: site.path,
        ofNode: (modes & IN_DATA_SET) !== 0,
        ofChildren: (modes & IN_CHILD_SET) !== 0,
        ofAllBelow: (modes & RECURSIVE) !== 0,
      }));
      yield [watcher, held];
    }
  }

  /** The data set by path (`wchp`), in the order in which paths came. */
  *watchersByPath(): Generator<[string, W[]]> {
    for (const site of this.sites.values()) {
      if (site.inDataSet === 0) continue;
      const watchers: W[] = [];
      for (let watch = site.first; watch !== null; watch = watch.next) {
        if ((watch.modes & IN_DATA_SET) !== 0) watchers.push(watch.holder.watcher);
      }
      yield [site.path, watchers];
    }
  }

  private add(path: string, watcher: W, mode: number): void {
    let holder = this.holders.get(watcher);
    if (holder === undefined) {
      holder = { watcher, watches: new Map(), inDataSet: 0, told: 0 };
      this.holders.set(watcher, holder);
    }
    let watch = holder.watches.get(path);
    if (watch === undefined) {
      watch = this.link(path, holder);
      holder.watches.set(watch.site.path, watch);
    }
    this.change(watch, watch.modes | mode);
  }

  private link(path: string, holder: Holder<W>): Watch<W> {
    let site = this.sites.get(path);
    if (site === undefined) {
      site = { path, first: null, last: null, inDataSet: 0, inChildSet: 0 };
      this.sites.set(path, site);
    }
    const watch: Watch<W> = { holder, site, modes: 0, previous: site.last, next: null };
    if (site.last === null) site.first = watch;
    else site.last.next = watch;
    site.last = watch;
    return watch;
  }

  /** The only place where modes change: counts follow, and what holds nothing any more is forgotten. */
  private change(watch: Watch<W>, modes: number): void {
    const { site, holder } = watch;
    const before = watch.modes;
    watch.modes = modes;
    const data = Number((modes & IN_DATA_SET) !== 0) - Number((before & IN_DATA_SET) !== 0);
    const child = Number((modes & IN_CHILD_SET) !== 0) - Number((before & IN_CHILD_SET) !== 0);
    this.recursiveCount += Number((modes & RECURSIVE) !== 0) - Number((before & RECURSIVE) !== 0);
    this.childSetSize += child;
    site.inChildSet += child;
    if (data !== 0) {
      this.dataSetSize += data;
      this.dataPaths += Number(site.inDataSet + data !== 0) - Number(site.inDataSet !== 0);
      this.dataHolders += Number(holder.inDataSet + data !== 0) - Number(holder.inDataSet !== 0);
      site.inDataSet += data;
      holder.inDataSet += data;
    }
    if (modes === 0) this.unlink(watch);
  }

  private unlink(watch: Watch<W>): void {
    const { site, holder, previous, next } = watch;
    if (previous === null) site.first = next;
    else previous.next = next;
    if (next === null) site.last = previous;
    else next.previous = previous;
    if (site.first === null) this.sites.delete(site.path);
    holder.watches.delete(site.path);
    if (holder.watches.size === 0) this.holders.delete(holder.watcher);
  }

  private fireData(path: string, type: EventType, sink: WatchSink<W>): void {
    this.trigger++;
    this.collect(path, IN_DATA_SET, DATA);
    if (this.recursiveCount !== 0) this.collectAncestors(path);
    this.tell(path, type, sink);
  }

  /** Notes who holds any of `wanted` on this very path and takes the one-shot away. */
  private collect(path: string, wanted: number, oneShot: number): void {
    // Without watches not even the hash of a new path is needed.
    if (this.sites.size === 0) return;
    const site = this.sites.get(path);
    if (site === undefined) return;
    if ((wanted === IN_DATA_SET ? site.inDataSet : site.inChildSet) === 0) return;
    for (let watch = site.first; watch !== null; ) {
      const next: Watch<W> | null = watch.next;
      if ((watch.modes & wanted) !== 0) {
        this.note(watch.holder);
        if ((watch.modes & oneShot) !== 0) this.change(watch, watch.modes & ~oneShot);
      }
      watch = next;
    }
  }

  private collectAncestors(path: string): void {
    let at = path;
    while (at.length > 1) {
      const slash = at.lastIndexOf('/');
      at = slash <= 0 ? '/' : at.slice(0, slash);
      const site = this.sites.get(at);
      if (site === undefined || site.inDataSet === 0) continue;
      for (let watch = site.first; watch !== null; watch = watch.next) {
        if ((watch.modes & RECURSIVE) !== 0) this.note(watch.holder);
      }
    }
  }

  private note(holder: Holder<W>): void {
    if (holder.told === this.trigger) return;
    holder.told = this.trigger;
    this.due.push(holder.watcher);
  }

  private tell(path: string, type: EventType, sink: WatchSink<W>): void {
    const due = this.due;
    for (let i = 0; i < due.length; i++) sink.watchFired(due[i] as W, type, path);
    due.length = 0;
  }
}
