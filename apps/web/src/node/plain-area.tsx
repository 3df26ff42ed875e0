import { type RefObject, useCallback } from 'react';
import css from './node.module.css';

/** Where the writer's caret is; `anchor` is where a selection began. Each line break counts as one. */
export interface Caret {
  readonly anchor: number;
  readonly head: number;
}

export interface PlainAreaProps {
  readonly text: string;
  readonly lineBreak: '\r\n' | '\n';
  readonly isReadOnly: boolean;
  readonly label: string;
  /** Is given the caret when another editor takes this one's place under the writer's hands. */
  readonly caret: RefObject<Caret | null>;
  readonly onChange: (text: string) => void;
}

/** Who waits for the writer to leave; null while nobody writes. */
let waiting: Set<() => void> | null = null;

function enter(): void {
  waiting ??= new Set();
}

function leave(): void {
  const released = waiting ?? [];
  waiting = null;
  for (const release of released) release();
}

/**
 * Resolves when nobody writes in a plain area. Another editor that took its place under the writer's hands would break
 * what an input method is composing.
 */
export function untilLeft(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting === null) resolve();
    else waiting.add(resolve);
  });
}

/** An editor without colours, until the code of the other is there and nobody writes in this one. */
export function PlainArea({ text, lineBreak, isReadOnly, label, caret, onChange }: PlainAreaProps) {
  // What stands alone would be turned into a line break by the browser.
  const isExact = lineBreak === '\r\n' || !text.includes('\r');
  const watch = useCallback(
    (area: HTMLTextAreaElement) => () => {
      leave();
      if (document.activeElement !== area) return;
      const { selectionStart: start, selectionEnd: end, selectionDirection } = area;
      const isBackward = selectionDirection === 'backward';
      caret.current = isBackward ? { anchor: end, head: start } : { anchor: start, head: end };
    },
    [caret],
  );
  return (
    <textarea
      ref={watch}
      id="editor"
      className={`mono ${css.area}`}
      aria-label={label}
      spellCheck={false}
      readOnly={isReadOnly || !isExact}
      value={text.replaceAll('\r\n', '\n')}
      onFocus={enter}
      onBlur={leave}
      onChange={(event) => onChange(event.target.value.replaceAll('\n', lineBreak))}
    />
  );
}
