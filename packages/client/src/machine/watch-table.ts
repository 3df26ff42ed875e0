import { ErrorCode, EventType } from '@vivarium/jute';
import type { Watcher, WatchKind, WatchRegistration } from './request.ts';

/** Those that an event does not use up. */
export const LASTING_KINDS = ['persistent', 'persistentRecursive'] as const satisfies WatchKind[];
const KINDS: readonly WatchKind[] = ['data', 'exist', 'child', 'persistent', 'persistentRecursive'];

/** The watches that this client has at the server, by kind and path: who hears an event, and what to ask for again. */
export class WatchTable {
  private readonly byKind = new Map<WatchKind, Map<string, Set<Watcher>>>(
    KINDS.map((kind) => [kind, new Map()]),
  );

  add({ kind, path, watcher }: WatchRegistration): void {
    const paths = this.of(kind);
    const there = paths.get(path);
    if (there === undefined) paths.set(path, new Set([watcher]));
    else there.add(watcher);
  }

  /** A watch stands at the server when its read went well, and after an `exists` of a missing node too. */
  stands(watch: WatchRegistration, err: number): void {
    if (watch.kind === 'exist' && err === ErrorCode.ok) this.add({ ...watch, kind: 'data' });
    else if (err === ErrorCode.ok || (watch.kind === 'exist' && err === ErrorCode.noNode)) this.add(watch);
  }

  /** Removes one watcher, or all of that kind and path. True when none of that kind is left there. */
  remove(kind: WatchKind, path: string, watcher: Watcher | null): boolean {
    const paths = this.of(kind);
    const there = paths.get(path);
    if (there === undefined) return true;
    if (watcher !== null) there.delete(watcher);
    if (watcher === null || there.size === 0) paths.delete(path);
    return !paths.has(path);
  }

  has(kind: WatchKind, path: string): boolean {
    return this.of(kind).has(path);
  }

  paths(kind: WatchKind): string[] {
    return [...this.of(kind).keys()];
  }

  watchers(kind: WatchKind, path: string): Watcher[] {
    return [...(this.of(kind).get(path) ?? [])];
  }

  /** Every watcher of the given kinds, once. */
  all(kinds: readonly WatchKind[] = KINDS): Watcher[] {
    const found = new Set<Watcher>();
    for (const kind of kinds)
      for (const set of this.of(kind).values()) for (const each of set) found.add(each);
    return [...found];
  }

  /** Removes all persistent watches and gives their watchers. */
  takeLasting(): Watcher[] {
    const watchers = this.all(LASTING_KINDS);
    for (const kind of LASTING_KINDS) this.of(kind).clear();
    return watchers;
  }

  clear(): void {
    for (const paths of this.byKind.values()) paths.clear();
  }

  /**
   * Who hears the event; one-shot watches that it used up are gone afterwards. A deletion uses up the child
   * watch too, and a recursive watch never hears that children changed: the server files them so.
   */
  fire(type: number, path: string): Watcher[] {
    const found = new Set<Watcher>();
    const take = (kind: WatchKind) => {
      const there = this.of(kind).get(path);
      if (there === undefined) return;
      for (const each of there) found.add(each);
      this.of(kind).delete(path);
    };
    if (type === EventType.nodeChildrenChanged) {
      take('child');
    } else {
      take('data');
      take('exist');
      if (type === EventType.nodeDeleted) take('child');
    }
    for (const each of this.of('persistent').get(path) ?? []) found.add(each);
    if (type !== EventType.nodeChildrenChanged) this.addRecursive(path, found);
    return [...found];
  }

  private addRecursive(path: string, found: Set<Watcher>): void {
    const recursive = this.of('persistentRecursive');
    if (recursive.size === 0) return;
    let at = path;
    for (;;) {
      for (const each of recursive.get(at) ?? []) found.add(each);
      if (at === '/' || at === '') return;
      const slash = at.lastIndexOf('/');
      at = slash <= 0 ? '/' : at.slice(0, slash);
    }
  }

  private of(kind: WatchKind): Map<string, Set<Watcher>> {
    return this.byKind.get(kind) as Map<string, Set<Watcher>>;
  }
}
