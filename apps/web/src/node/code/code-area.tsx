import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { Language } from '../decode/views.ts';
import css from '../node.module.css';
import type { Caret } from '../plain-area.tsx';
import { grammarOf } from './languages.ts';
import { codeLook } from './theme.ts';

export interface CodeAreaProps {
  readonly text: string;
  /** Of the text as it stands in the node, see `lineBreakOf`. */
  readonly lineBreak: '\r\n' | '\n';
  /** Null: without colours. */
  readonly language: Language | null;
  readonly isReadOnly: boolean;
  readonly label: string;
  readonly hint: string;
  /** Where the writer's caret was in the editor that stood here before; null when it was elsewhere. */
  readonly caret: RefObject<Caret | null>;
  readonly onChange: (text: string) => void;
}

/** An editor of text. What it is given is what it gives back, to the last line break. */
export function CodeArea(props: CodeAreaProps) {
  const { text, lineBreak, language, isReadOnly, label, hint, caret, onChange } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const told = useRef(onChange);
  told.current = onChange;
  const first = useRef(text);
  first.current = text;
  const parts = useRef({ grammar: new Compartment(), readOnly: new Compartment() });
  // In the same turn in which another editor goes: no key falls between them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whether it is read-only is dispatched below.
  useLayoutEffect(() => {
    const { grammar, readOnly } = parts.current;
    const editor = new EditorView({
      ...(host.current === null ? {} : { parent: host.current }),
      state: EditorState.create({
        doc: linesOf(first.current, lineBreak),
        extensions: [
          EditorState.lineSeparator.of(lineBreak),
          EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r?\n/g, lineBreak)),
          lineNumbers(),
          highlightSpecialChars(),
          highlightActiveLine(),
          history(),
          drawSelection(),
          bracketMatching(),
          highlightSelectionMatches(),
          search({ top: true }),
          EditorView.lineWrapping,
          placeholder(hint),
          keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
          EditorView.contentAttributes.of({ id: 'editor', 'aria-label': label, spellcheck: 'false' }),
          grammar.of([]),
          readOnly.of(EditorState.readOnly.of(isReadOnly)),
          codeLook(),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) told.current(update.state.sliceDoc());
          }),
        ],
      }),
    });
    view.current = editor;
    if (caret.current !== null) takeOver(editor, caret.current);
    caret.current = null;
    return () => {
      view.current = null;
      if (editor.hasFocus) caret.current = editor.state.selection.main;
      editor.destroy();
    };
  }, [lineBreak, label, hint, caret]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.sliceDoc() === text) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: linesOf(text, lineBreak) },
    });
  }, [text, lineBreak]);
  useEffect(() => {
    const { readOnly } = parts.current;
    view.current?.dispatch({ effects: readOnly.reconfigure(EditorState.readOnly.of(isReadOnly)) });
  }, [isReadOnly]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other line breaks make another editor.
  useEffect(() => {
    let isCurrent = true;
    const { grammar } = parts.current;
    const colour = async () => {
      const extension = language === null ? [] : await grammarOf(language);
      if (isCurrent) view.current?.dispatch({ effects: grammar.reconfigure(extension) });
    };
    void colour();
    return () => {
      isCurrent = false;
    };
  }, [language, lineBreak]);
  return <div ref={host} className={css.code} />;
}

/** The text may have become shorter meanwhile. */
function takeOver(editor: EditorView, { anchor, head }: Caret): void {
  const most = editor.state.doc.length;
  const selection = { anchor: Math.min(anchor, most), head: Math.min(head, most) };
  editor.dispatch({ selection, scrollIntoView: true });
  editor.focus();
}

function linesOf(text: string, lineBreak: string) {
  return EditorState.create({ extensions: EditorState.lineSeparator.of(lineBreak) }).toText(text);
}
