import { useMemo } from 'react';
import { visible } from '../tree/path.ts';
import { type DiffLine, diffLines } from './draft.ts';
import css from './node.module.css';

const CONTEXT_LINES = 3;
const SIGN = { same: ' ', removed: '−', added: '+' } as const;

export interface DiffProps {
  readonly before: string;
  readonly after: string;
  readonly beforeLabel: string;
  readonly afterLabel: string;
}

/** Two texts line by line; equal stretches shrink to their edges. */
export function Diff({ before, after, beforeLabel, afterLabel }: DiffProps) {
  const lines = useMemo(() => folded(diffLines(before, after)), [before, after]);
  return (
    <div className={css.diff}>
      <div className={`label ${css.legend}`}>
        <span>− {beforeLabel}</span>
        <span>+ {afterLabel}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre className={`mono ${css.diffBody}`} tabIndex={0}>
        {lines.map(({ line, key }) =>
          line === null ? (
            <span key={key} className={css.fold}>
              {'  …\n'}
            </span>
          ) : (
            <span key={key} className={css[line.kind]}>
              {`${SIGN[line.kind]} ${visibleLine(line.text)}\n`}
            </span>
          ),
        )}
      </pre>
    </div>
  );
}

/** Tabs are common in data and harmless; everything else hidden is written out. */
function visibleLine(text: string): string {
  return text.split('\t').map(visible).join('\t');
}

function folded(lines: readonly DiffLine[]): { key: number; line: DiffLine | null }[] {
  const near = new Set<number>();
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'same') continue;
    for (let at = index - CONTEXT_LINES; at <= index + CONTEXT_LINES; at += 1) near.add(at);
  }
  const shown: { key: number; line: DiffLine | null }[] = [];
  for (const [index, line] of lines.entries()) {
    if (near.has(index)) shown.push({ key: index, line });
    else if (shown.at(-1)?.line !== null || shown.length === 0) shown.push({ key: index, line: null });
  }
  return shown;
}
