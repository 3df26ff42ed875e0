import { WatcherType } from '@vivarium/jute';

type Mode = 'addData' | 'addChild' | 'addPersistent' | 'addRecursive';

/** Two plain lists, as the rules are told: the data set and the child set. Slow and obvious. */
export class NaiveWatches<W extends { readonly name: string }> {
  private held: { path: string; watcher: W; mode: Mode }[] = [];

  add(mode: string, path: string, watcher: W): void {
    if (!this.held.some((each) => each.path === path && each.watcher === watcher && each.mode === mode)) {
      this.held.push({ path, watcher, mode: mode as Mode });
    }
  }

  contains(path: string, type: WatcherType, watcher: W): boolean {
    return this.matching(path, type, watcher).length > 0;
  }

  remove(path: string, type: WatcherType, watcher: W): boolean {
    const gone = this.matching(path, type, watcher);
    this.held = this.held.filter((each) => !gone.includes(each));
    return gone.length > 0;
  }

  drop(watcher: W): void {
    this.held = this.held.filter((each) => each.watcher !== watcher);
  }

  /** Sorted names of who is told. */
  fire(call: string, path: string): string[] {
    const told = new Set<string>();
    const consumed: unknown[] = [];
    for (const each of this.held) {
      const here = each.path === path;
      const above = each.path === '/' || path.startsWith(`${each.path}/`);
      const data = call !== 'childrenChanged';
      const child = call === 'childrenChanged' || call === 'nodeDeleted';
      const hit =
        (each.mode === 'addData' && here && data) ||
        (each.mode === 'addChild' && here && child) ||
        (each.mode === 'addPersistent' && here) ||
        (each.mode === 'addRecursive' && (here || above) && data);
      if (!hit) continue;
      told.add(each.watcher.name);
      if (each.mode === 'addData' || each.mode === 'addChild') consumed.push(each);
    }
    this.held = this.held.filter((each) => !consumed.includes(each));
    return [...told].sort();
  }

  get count(): number {
    return this.pairs(true).length + this.pairs(false).length;
  }

  get summary(): { connections: number; paths: number; total: number } {
    const pairs = this.pairs(true);
    return {
      connections: new Set(pairs.map(([watcher]) => watcher)).size,
      paths: new Set(pairs.map(([, path]) => path)).size,
      total: pairs.length,
    };
  }

  private pairs(data: boolean): [string, string][] {
    const modes: Mode[] = data ? ['addData', 'addPersistent', 'addRecursive'] : ['addChild', 'addPersistent'];
    const pairs = new Map<string, [string, string]>();
    for (const { path, watcher, mode } of this.held) {
      if (modes.includes(mode)) pairs.set(`${watcher.name} ${path}`, [watcher.name, path]);
    }
    return [...pairs.values()];
  }

  private matching(path: string, type: WatcherType, watcher: W): unknown[] {
    const modes: Record<number, Mode[]> = {
      [WatcherType.children]: ['addChild'],
      [WatcherType.data]: ['addData'],
      [WatcherType.any]: ['addData', 'addChild', 'addPersistent', 'addRecursive'],
      [WatcherType.persistent]: ['addPersistent'],
      [WatcherType.persistentRecursive]: ['addRecursive'],
    };
    return this.held.filter(
      (each) => each.path === path && each.watcher === watcher && modes[type]?.includes(each.mode),
    );
  }
}
