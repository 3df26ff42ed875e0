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

/** An editor without colours, until the code of the other is there. */
export function PlainArea({ text, lineBreak, isReadOnly, label, caret, onChange }: PlainAreaProps) {
  // What stands alone would be turned into a line break by the browser.
  const isExact = lineBreak === '\r\n' || !text.includes('\r');
  const watch = useCallback(
    (area: HTMLTextAreaElement) => () => {
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
      onChange={(event) => onChange(event.target.value.replaceAll('\n', lineBreak))}
    />
  );
}
