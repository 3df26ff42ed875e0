import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useStore } from '../stores/store.ts';
import { type Command, pageCommands, recentCommands } from './commands.ts';
import css from './palette.module.css';
import { ranked } from './rank.ts';
import { usePaletteTexts } from './texts.ts';
import { useFrameCommands } from './use-frame-commands.ts';
import { usePathRows } from './use-path-rows.ts';

const SHOWN_MAX = 60;

/** Every command by its name, and every path by its beginning. */
export function Palette({ onClose, onHelp }: { readonly onClose: () => void; readonly onHelp: () => void }) {
  const pt = usePaletteTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const ofFrame = useFrameCommands(onHelp);
  const ofPages = useStore(pageCommands, (now) => now);
  const paths = usePathRows(typed);
  const isPath = typed.startsWith('/');
  const rows = useMemo(() => {
    if (isPath) return paths;
    const all = [...[...ofPages.values()].flat(), ...ofFrame];
    return ranked(all, typed.replace(/^>\s*/, ''), recentCommands.get()).slice(0, SHOWN_MAX);
  }, [isPath, paths, ofPages, ofFrame, typed]);
  useEffect(() => {
    if (dialog.current !== null && !dialog.current.open) dialog.current.showModal();
  }, []);
  const cursor = Math.min(at, rows.length - 1);
  const run = (row: Command | undefined) => {
    if (row === undefined || isBlocked(row)) return;
    recentCommands.used(row.id);
    onClose();
    row.run();
  };
  const onKey = (event: KeyboardEvent) => {
    // While a word is composed its keys belong to the input method.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((cursor + step + rows.length) % Math.max(1, rows.length));
    else if (event.key === 'Enter') run(rows[cursor]);
    else if (event.key === 'Tab' && isPath) setTyped(rows[Math.max(cursor, 1)]?.id ?? typed);
    else return;
    event.preventDefault();
  };
  return (
    <dialog ref={dialog} className={css.palette} aria-label={pt('label')} onClose={onClose}>
      <input
        className={css.input}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={cursor < 0 ? undefined : `${list}-${cursor}`}
        aria-label={pt('placeholder')}
        placeholder={pt('placeholder')}
        value={typed}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div role="listbox" id={list} aria-label={pt('label')} className={css.rows}>
        {rows.map((row, index) => (
          <Row
            key={row.id}
            id={`${list}-${index}`}
            row={row}
            isAt={index === cursor}
            onRun={() => run(row)}
          />
        ))}
      </div>
      <p className={`label ${css.foot}`} role="status">
        {rows.length === 0 ? pt('none') : `${pt('rows', { n: rows.length })} · ${pt('does')}`}
      </p>
    </dialog>
  );
}

interface RowProps {
  readonly id: string;
  readonly row: Command;
  readonly isAt: boolean;
  readonly onRun: () => void;
}

function Row({ id, row, isAt, onRun }: RowProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAt) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [isAt]);
  const note = row.block ?? row.note;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are the input's.
    // biome-ignore lint/a11y/useFocusableInteractive: the input names it by aria-activedescendant.
    <div
      ref={ref}
      id={id}
      role="option"
      aria-selected={isAt}
      aria-disabled={isBlocked(row)}
      className={css.row}
      onClick={onRun}
    >
      <span className={row.id.startsWith('/') ? 'mono' : undefined}>{row.text}</span>
      {note === undefined || note === null ? null : <span className={css.note}>{note}</span>}
      {row.keys === undefined ? null : <kbd className={css.keys}>{row.keys}</kbd>}
    </div>
  );
}

const isBlocked = ({ block }: Command): boolean => block !== null && block !== undefined;
