import { EventType, type Zxid } from '@vivarium/jute';
import { type Change, parentOf } from '../reference/reference-tree.ts';

export interface Effect {
  readonly zxid: Zxid;
  readonly type: 'created' | 'deleted' | 'dataChanged' | 'childrenChanged';
  /** The client that alone may hear of it, or null. */
  readonly ownedBy: number | null;
}

/** An event that a watch on the path tells. */
export interface Told {
  readonly zxid: Zxid;
  readonly type: EventType;
  readonly path: string;
  /** See Effect. */
  readonly ownedBy: number | null;
}

const EVENTS = {
  created: EventType.nodeCreated,
  deleted: EventType.nodeDeleted,
  dataChanged: EventType.nodeDataChanged,
} as const;

/** What happened to each path that a watch could tell of, oldest first. */
export class Effects {
  private readonly data = new Map<string, Effect[]>();
  private readonly children = new Map<string, Effect[]>();
  private readonly all: Told[] = [];

  note(changes: readonly Change[], zxid: Zxid): void {
    for (const { type, path, ownedBy } of changes) {
      push(this.data, path, { zxid, type, ownedBy });
      this.all.push({ zxid, type: EVENTS[type], path, ownedBy });
      if (type === 'dataChanged') continue;
      // Parents are open.
      const parent = parentOf(path) || '/';
      push(this.children, parent, { zxid, type: 'childrenChanged', ownedBy: null });
      this.all.push({ zxid, type: EventType.nodeChildrenChanged, path: parent, ownedBy: null });
      if (type === 'deleted') push(this.children, path, { zxid, type, ownedBy });
    }
  }

  /** The first effect after `zxid` that a watch of this kind on the path tells of. */
  next(kind: 'data' | 'children', path: string, zxid: Zxid): Effect | null {
    const effects = this[kind].get(path) ?? [];
    return effects[placeAfter(effects, zxid)] ?? null;
  }

  /** All that was to be told after one zxid and up to another, oldest first. */
  between(after: Zxid, upTo: Zxid): Told[] {
    return this.all.slice(placeAfter(this.all, after), placeAfter(this.all, upTo));
  }

  /** What happened to a path last, up to `zxid`; one multi may do more than one thing to it. */
  lastData(path: string, zxid: Zxid): Effect | null {
    const effects = this.data.get(path) ?? [];
    return effects[placeAfter(effects, zxid) - 1] ?? null;
  }
}

function placeAfter(effects: readonly { readonly zxid: Zxid }[], zxid: Zxid): number {
  let low = 0;
  let high = effects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((effects[middle] as { readonly zxid: Zxid }).zxid > zxid) high = middle;
    else low = middle + 1;
  }
  return low;
}

function push(map: Map<string, Effect[]>, path: string, effect: Effect): void {
  const effects = map.get(path);
  if (effects === undefined) map.set(path, [effect]);
  else effects.push(effect);
}
