import { type RegisterOperation, type RegisterState, step } from './register.ts';

export type Verdict = 'linearizable' | 'violation' | 'timeout';

/** The start or the end of an operation, in a list from which both are taken out while it is placed. */
interface Mark {
  readonly operation: RegisterOperation;
  readonly index: number;
  /** The operation's end, for a start; null for an end, and for a start whose end never comes. */
  end: Mark | null;
  readonly isStart: boolean;
  previous: Mark | null;
  next: Mark | null;
}

/**
 * Is there an order of these operations that one register could have had, in which each takes effect between its
 * invocation and its return? Looks at nothing else: not at zxids, sessions or logs. An operation of unknown fate may take
 * effect at any time after its invocation, or never; it is tried only where no answered one fits. After Wing and Gong,
 * with Lowe's memory of what was tried.
 */
export function search(history: readonly RegisterOperation[], stepsMax: number): Verdict {
  const head = listOf(history, true);
  const unknown = listOf(history, false);
  const placed = new Uint32Array((history.length >>> 5) + 1);
  const tried = new Set<string>();
  const stack: { readonly mark: Mark; readonly state: RegisterState }[] = [];
  let state: RegisterState = null;
  let left = history.filter(isAnswered).length;
  let mark = head.next;
  for (let steps = 0; left > 0; steps++) {
    if (steps > stepsMax) return 'timeout';
    if (mark?.isStart === true && (mark.end !== null || mayHaveBegun(mark, head))) {
      const after = step(state, mark.operation);
      if (after !== undefined && isNew(tried, placed, mark.index, after)) {
        stack.push({ mark, state });
        state = after;
        toggle(placed, mark.index);
        if (mark.end !== null) left--;
        takeOut(mark);
        mark = head.next;
      } else {
        mark = mark.next;
      }
      continue;
    }
    if (mark !== null && !mark.isStart) {
      // What is still to be placed among the answered ones cannot come before this one's end.
      mark = unknown.next;
      if (mark !== null) continue;
    }
    const back = stack.pop();
    if (back === undefined) return 'violation';
    state = back.state;
    toggle(placed, back.mark.index);
    if (back.mark.end !== null) left++;
    putBack(back.mark);
    mark = back.mark.next;
  }
  return 'linearizable';
}

function isAnswered(operation: RegisterOperation): boolean {
  return Number.isFinite(operation.returnedUs);
}

/** An operation of unknown fate can be placed now if it was invoked before the first end that is still ahead. */
function mayHaveBegun(mark: Mark, head: Mark): boolean {
  for (let each = head.next; each !== null; each = each.next) {
    if (!each.isStart) return mark.operation.invokedUs <= each.operation.returnedUs;
  }
  return false;
}

/** The starts and ends of those that were answered, or the starts of the others, by time. */
function listOf(history: readonly RegisterOperation[], answered: boolean): Mark {
  const marks: { atUs: number; mark: Mark }[] = [];
  for (const [index, operation] of history.entries()) {
    if (isAnswered(operation) !== answered) continue;
    const start: Mark = { operation, index, end: null, isStart: true, previous: null, next: null };
    marks.push({ atUs: operation.invokedUs, mark: start });
    if (!answered) continue;
    start.end = { operation, index, end: null, isStart: false, previous: null, next: null };
    marks.push({ atUs: operation.returnedUs, mark: start.end });
  }
  // At one instant starts come first: such operations overlap.
  marks.sort((a, b) => a.atUs - b.atUs || Number(b.mark.isStart) - Number(a.mark.isStart));
  const head = { next: null, previous: null } as unknown as Mark;
  let last = head;
  for (const { mark } of marks) {
    last.next = mark;
    mark.previous = last;
    last = mark;
  }
  return head;
}

function isNew(tried: Set<string>, placed: Uint32Array, index: number, state: RegisterState): boolean {
  toggle(placed, index);
  const key = `${placed.join()} ${state === null ? '' : `${state.version}:${state.value}`}`;
  toggle(placed, index);
  if (tried.has(key)) return false;
  tried.add(key);
  return true;
}

function toggle(placed: Uint32Array, index: number): void {
  placed[index >>> 5] = (placed[index >>> 5] as number) ^ (1 << (index & 31));
}

function unlink(mark: Mark): void {
  (mark.previous as Mark).next = mark.next;
  if (mark.next !== null) mark.next.previous = mark.previous;
}

function relink(mark: Mark): void {
  (mark.previous as Mark).next = mark;
  if (mark.next !== null) mark.next.previous = mark;
}

function takeOut(mark: Mark): void {
  unlink(mark);
  if (mark.end !== null) unlink(mark.end);
}

function putBack(mark: Mark): void {
  if (mark.end !== null) relink(mark.end);
  relink(mark);
}
