import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightSpecialChars, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { Language } from '../decode/views.ts';
import css from '../node.module.css';
import { grammarOf } from './languages.ts';
import { codeLook } from './theme.ts';

export interface CodeDiffProps {
  readonly before: string;
  readonly after: string;
  readonly language: Language | null;
  readonly label: string;
  /** Of a stretch that is folded; `$` is the number of its lines. */
  readonly folded: string;
}

/** Two texts as one, what goes and what comes marked to the character; equal stretches are folded. */
export function CodeDiff({ before, after, language, label, folded }: CodeDiffProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let view: EditorView | null = null;
    let isCurrent = true;
    const draw = async () => {
      const grammar = language === null ? [] : await grammarOf(language);
      if (!isCurrent || host.current === null) return;
      view = new EditorView({
        parent: host.current,
        state: EditorState.create({
          doc: after,
          extensions: [
            EditorState.phrases.of({ '$ unchanged lines': folded }),
            EditorState.readOnly.of(true),
            EditorView.editable.of(false),
            // What cannot be edited must still be reached by keyboard to be scrolled.
            EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label }),
            EditorView.lineWrapping,
            lineNumbers(),
            highlightSpecialChars(),
            unifiedMergeView({
              original: before,
              mergeControls: false,
              highlightChanges: true,
              collapseUnchanged: { margin: 3, minSize: 6 },
            }),
            grammar,
            codeLook(),
          ],
        }),
      });
    };
    void draw();
    return () => {
      isCurrent = false;
      view?.destroy();
    };
  }, [before, after, language, label, folded]);
  return <div ref={host} className={css.code} data-testid="code-diff" />;
}
