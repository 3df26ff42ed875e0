import { parentOf } from '../znodes/znode-path.ts';

/** What a session holds on a path. */
export interface HeldWatch {
  readonly path: string;
  /** The node itself comes, changes, goes. */
  readonly ofNode: boolean;
  /** A child comes or goes, or the node itself goes. */
  readonly ofChildren: boolean;
  /** All nodes below come, change, go. */
  readonly ofAllBelow: boolean;
}

type Held = HeldWatch & { readonly session: bigint };

/** The watches of all sessions by path, to tell who hears of what. */
export class WatchIndex {
  readonly #byPath = new Map<string, Held[]>();

  add(session: bigint, watches: readonly HeldWatch[]): void {
    for (const watch of watches) {
      const held = this.#byPath.get(watch.path);
      if (held === undefined) this.#byPath.set(watch.path, [{ session, ...watch }]);
      else held.push({ session, ...watch });
    }
  }

  /** As `wchc` tells them: whether a path of it is watched for its children as well, or recursively, it does not say. */
  addTold(session: bigint, paths: readonly string[]): void {
    this.add(
      session,
      paths.map((path) => ({ path, ofNode: true, ofChildren: true, ofAllBelow: false })),
    );
  }

  /** Whom the end of a node is told: by what they hold on it, on its parent's children, or on all below a node above. */
  toldOfEnd(path: string): Set<bigint> {
    const told = this.watching(path);
    const parent = parentOf(path);
    for (const { session, ofChildren } of this.#at(parent)) if (ofChildren) told.add(session);
    return told;
  }

  /** Who watches a node, itself or from above. */
  watching(path: string): Set<bigint> {
    const watching = new Set(this.#at(path).map(({ session }) => session));
    for (let at = parentOf(path); at !== null; at = parentOf(at))
      for (const { session, ofAllBelow } of this.#at(at)) if (ofAllBelow) watching.add(session);
    return watching;
  }

  #at(path: string | null): readonly Held[] {
    return path === null ? [] : (this.#byPath.get(path) ?? []);
  }
}
