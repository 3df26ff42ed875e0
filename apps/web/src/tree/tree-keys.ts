import type { NodeRow, Row } from './known.ts';
import { parentOf } from './path.ts';

/** What is asked of one node of the tree. */
export type TreeCommand =
  | 'open'
  | 'close'
  | 'edit'
  | 'create'
  | 'delete'
  | 'copy'
  | 'rename'
  | 'actions'
  | 'more';

/** What a key asks of the tree. The component carries it out. */
export type TreeAct =
  | { readonly act: 'go'; readonly path: string }
  | { readonly act: TreeCommand; readonly path: string }
  | { readonly act: 'openSiblings'; readonly paths: readonly string[] }
  | { readonly act: 'filter' };

export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift?: boolean;
  /** Letters typed within a second, for type-to-jump; includes this one. */
  readonly typed: string;
  readonly pageRows: number;
}

const SIBLINGS_MAX = 50;

/** The tree's keyboard, as people know it from file trees. Null: the key is not ours. */
export function treeAct(rows: readonly Row[], cursor: string, press: KeyPress): TreeAct | null {
  const nodes = rows.filter((row) => row.kind === 'node');
  const at = nodes.findIndex((row) => row.path === cursor);
  const row = nodes[at];
  if (row === undefined) return nodes[0] ? { act: 'go', path: nodes[0].path } : null;
  if (press.ctrl) return press.key.toLowerCase() === 'c' ? { act: 'copy', path: cursor } : null;
  return moveAct(nodes, at, row, press) ?? commandAct(nodes, row, press) ?? jumpAct(nodes, at, press);
}

function moveAct(nodes: readonly NodeRow[], at: number, row: NodeRow, press: KeyPress): TreeAct | null {
  const to = (index: number): TreeAct | null => {
    const target = nodes[Math.min(nodes.length - 1, Math.max(0, index))];
    return target ? { act: 'go', path: target.path } : null;
  };
  switch (press.key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'PageDown':
      return to(at + press.pageRows);
    case 'PageUp':
      return to(at - press.pageRows);
    case 'Home':
      return to(0);
    case 'End':
      return to(nodes.length - 1);
    case 'ArrowRight':
      return row.open ? to(at + 1) : { act: 'open', path: row.path };
    case 'ArrowLeft':
      if (row.open && row.path !== '/') return { act: 'close', path: row.path };
      return { act: 'go', path: parentOf(row.path) };
    default:
      return null;
  }
}

function commandAct(nodes: readonly NodeRow[], row: NodeRow, press: KeyPress): TreeAct | null {
  switch (press.key) {
    case 'Enter':
      return { act: 'edit', path: row.path };
    case 'Insert':
      return { act: 'create', path: row.path };
    case 'F2':
      return row.path === '/' ? null : { act: 'rename', path: row.path };
    case 'ContextMenu':
      return { act: 'actions', path: row.path };
    case 'F10':
      return press.shift ? { act: 'actions', path: row.path } : null;
    case 'Delete':
      return row.path === '/' ? null : { act: 'delete', path: row.path };
    case '/':
      return { act: 'filter' };
    case '*': {
      const parent = parentOf(row.path);
      const siblings = nodes.filter((node) => parentOf(node.path) === parent && node.path !== '/');
      const closed = siblings.filter((node) => !node.open && (node.stat?.numChildren ?? 0) > 0);
      return { act: 'openSiblings', paths: closed.slice(0, SIBLINGS_MAX).map((node) => node.path) };
    }
    default:
      return null;
  }
}

function jumpAct(nodes: readonly NodeRow[], at: number, press: KeyPress): TreeAct | null {
  if (press.key.length !== 1 || press.typed === '') return null;
  const text = press.typed.toLowerCase();
  // The first letter looks for the next match, more letters may stay where they are.
  const from = press.typed.length === 1 ? at + 1 : at;
  for (let step = 0; step < nodes.length; step += 1) {
    const node = nodes[(from + step) % nodes.length];
    if (node?.name.toLowerCase().startsWith(text)) return { act: 'go', path: node.path };
  }
  return null;
}
