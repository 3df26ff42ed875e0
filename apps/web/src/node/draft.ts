import type { NodeView } from '@vivarium/contract';
import type { View } from '../routes/tree-search.ts';

/** Text being edited, and the state of the node it started from. */
export interface Draft {
  /** The view it is typed in: how it becomes bytes. */
  readonly view: View;
  readonly text: string;
  readonly baseText: string;
  readonly baseVersion: number;
  readonly baseCzxid: string;
}

export type DraftState = 'clean' | 'dirty' | 'conflict' | 'recreated';

/** Where a draft stands against the node as it is now. */
export function draftState(draft: Draft, node: NodeView): DraftState {
  if (draft.text === draft.baseText) return 'clean';
  if (draft.baseCzxid !== node.stat.czxid) return 'recreated';
  return draft.baseVersion === node.stat.version ? 'dirty' : 'conflict';
}

export function draftOf(node: NodeView, text: string, view: View): Draft {
  return { view, text, baseText: text, baseVersion: node.stat.version, baseCzxid: node.stat.czxid };
}

/** Keeps the writer's text and takes the node as it is now for what it is compared with. */
export function rebased(draft: Draft, node: NodeView, theirs: string): Draft {
  return { ...draftOf(node, theirs, draft.view), text: draft.text };
}

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

const LINES_MAX = 2_000;

/**
 * Line difference by the longest common subsequence, after cutting equal ends. Texts too long for the table
 * come out as all removed, all added: true, if not short.
 */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split('\n');
  const b = after.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  const middle = diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const tail = end === 0 ? [] : a.slice(a.length - end);
  return [...a.slice(0, start).map(same), ...middle, ...tail.map(same)];
}

function diffMiddle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  if (a.length * b.length > LINES_MAX * LINES_MAX || a.length === 0 || b.length === 0) {
    return [...a.map(removed), ...b.map(added)];
  }
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const skip = Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
      common[i * width + j] = a[i] === b[j] ? (common[(i + 1) * width + j + 1] ?? 0) + 1 : skip;
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (
      j >= b.length ||
      (i < a.length && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push(removed(a[i] ?? ''));
      i += 1;
    } else {
      lines.push(added(b[j] ?? ''));
      j += 1;
    }
  }
  return lines;
}
