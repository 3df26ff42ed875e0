import type { Fault, StatView } from '@vivarium/contract';
import { nameOf } from './path.ts';

export type Mark = 'created' | 'changed' | 'deleted';

/** What is known of one znode that has been listed. */
export interface Known {
  readonly path: string;
  stat: StatView | null;
  mark: Mark | null;
  markedAtMs: number;
  /** Names of the listed children, sorted; null until the node is opened. */
  names: string[] | null;
  /** The nodes of `names`, in their order; null until they are looked up anew. */
  kids: Known[] | null;
  /** More children exist behind the last listed name. */
  more: boolean;
  total: number;
  open: boolean;
  loading: boolean;
  fault: Fault | null;
  /** As it was listed last: kept while it stays the same. */
  row: NodeRow | null;
  /** Where among the rows it was listed last; it may be elsewhere by now. */
  at: number;
}

export interface NodeRow {
  readonly kind: 'node';
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly stat: StatView | null;
  readonly mark: Mark | null;
  readonly open: boolean;
  readonly loading: boolean;
  readonly setSize: number;
  readonly position: number;
}

/** A row that is not a znode: more children to load, a folder still loading, or why it cannot be read. */
export interface NoteRow {
  readonly kind: 'more' | 'loading' | 'fault';
  readonly path: string;
  readonly depth: number;
  readonly left: number;
  readonly fault: Fault | null;
}

export type Row = NodeRow | NoteRow;

/** The row of before when nothing about it has changed: whoever draws it can tell by its identity. */
export function rowOf(node: Known, depth: number, position: number, setSize: number): NodeRow {
  const { path, stat, mark, open, loading, row } = node;
  const isSame =
    row !== null &&
    row.stat === stat &&
    row.mark === mark &&
    row.open === open &&
    row.loading === loading &&
    row.depth === depth &&
    row.position === position &&
    row.setSize === setSize;
  if (isSame) return row;
  const name = nameOf(path);
  node.row = { kind: 'node', path, name, depth, stat, mark, open, loading, setSize, position };
  return node.row;
}

export function blank(path: string): Known {
  return {
    path,
    stat: null,
    mark: null,
    markedAtMs: 0,
    names: null,
    kids: null,
    more: false,
    total: 0,
    open: path === '/',
    loading: false,
    fault: null,
    row: null,
    at: -1,
  };
}
