import { Link } from '@tanstack/react-router';
import { FAULT_TEXTS, type Fault, SHELL_LINES_MAX, type ShellLine } from '@vivarium/contract';
import { Copy, CornerUpLeft, Eye } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy.ts';
import { FaultNote } from '../ui/fault-note.tsx';
import { say } from '../ui/toast.ts';
import css from './shell.module.css';
import { type Entry, runLine } from './shell-store.ts';
import { type ShellTexts, useShellTexts } from './texts.ts';

const ICON = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;

export interface EntryProps {
  readonly entry: Entry;
  /** Puts a line into the field. */
  readonly onWrite: (line: string) => void;
}

/** One line with its answer. */
export const EntryView = memo(function EntryView({ entry, onWrite }: EntryProps) {
  const t = useShellTexts();
  const { line, result, fault, isAnew } = entry;
  const lines = withoutFrame(result?.lines ?? []);
  const code = result?.code ?? null;
  return (
    <article className={css.entry} data-failed={fault !== null || (result?.exitCode ?? 0) !== 0}>
      <header className={css.line}>
        {line === null ? (
          <span className={`label ${css.watch}`}>
            <Eye {...ICON} /> {t('watch')}
          </span>
        ) : (
          <>
            <span className={`mono ${css.mark}`} aria-hidden="true">
              &gt;
            </span>
            <code className={`mono ${css.typed}`}>{line}</code>
          </>
        )}
        <EntryTools line={line} lines={lines} onWrite={onWrite} />
      </header>
      {isAnew ? <p className="label">{t('sessionAnew')}</p> : null}
      {result === null && fault === null ? <p className="label">{t('running')}</p> : null}
      <Answer entry={entry} lines={lines} onWrite={onWrite} />
      {result?.cut === 'lines' ? <p className={css.note}>{t('cutLines', { n: SHELL_LINES_MAX })}</p> : null}
      {result?.cut === 'time' ? <p className={css.note}>{t('cutTime')}</p> : null}
      {result !== null && result.exitCode !== 0 ? (
        <p className={`label ${css.exit}`}>{t('exit', { code: result.exitCode })}</p>
      ) : null}
      {code !== null && Object.hasOwn(FAULT_TEXTS, code) ? <FaultNote fault={explained(code)} /> : null}
      {fault === null ? null : <FaultNote fault={fault} />}
      {fault === null || line === null ? null : <Permit line={line} fault={fault} />}
    </article>
  );
});

function Answer({ entry, lines, onWrite }: EntryProps & { readonly lines: readonly ShellLine[] }) {
  const t = useShellTexts();
  const { line, result } = entry;
  if (result === null) return null;
  if (result.terminalOnly !== null) {
    return <p className={css.note}>{t('terminalOnly', { command: result.terminalOnly })}</p>;
  }
  if (lines.length === 0) return <p className="label">{t('silent')}</p>;
  const isHelp = line?.trim() === 'help' || result.exitCode === 127;
  // How the terminal's command is started says nothing here.
  const shown = isHelp ? lines.filter((each) => !textOf(each).startsWith('ZooKeeper -server ')) : lines;
  return (
    <div className={`mono ${css.answer}`}>
      {shown.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: printed lines never move.
        <div key={at} className={css.row} data-stream={each.stream}>
          {isHelp ? <HelpLine line={each} onWrite={onWrite} /> : parts(each)}
        </div>
      ))}
    </div>
  );
}

/** Paths are links to their znodes. */
function parts(line: ShellLine): ReactNode {
  return line.parts.map((part, at) =>
    typeof part === 'string' ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a printed line never move.
      <Link key={at} to="/c/$conn/tree" params={{ conn: 'local' }} search={{ path: part.path }}>
        {part.text}
      </Link>
    ),
  );
}

/** A command of the list: its name writes itself into the field, with what it does in the page's language. */
function HelpLine({ line, onWrite }: { readonly line: ShellLine } & Pick<EntryProps, 'onWrite'>) {
  const t = useShellTexts();
  const text = textOf(line);
  const [, name, usage] = /^\t(\S+) ?(.*)$/.exec(text) ?? [];
  if (name === undefined) return text;
  const words = helpWords(t, name);
  return (
    <span className={css.help}>
      <span>
        <button type="button" className={`mono ${css.command}`} onClick={() => onWrite(`${name} `)}>
          {name}
        </button>{' '}
        {usage}
      </span>
      <span className={css.words}>{words}</span>
    </span>
  );
}

function helpWords(t: ShellTexts, name: string): string {
  const key = `help.${name}`;
  return t(key as Parameters<ShellTexts>[0]) ?? '';
}

function EntryTools({
  line,
  lines,
  onWrite,
}: Pick<EntryProps, 'onWrite'> & { readonly line: string | null; readonly lines: readonly ShellLine[] }) {
  const t = useShellTexts();
  const copy = async () => {
    const isCopied = await copyText(`${lines.map(textOf).join('\n')}\n`);
    say(t(isCopied ? 'copied' : 'copyFailed'));
  };
  return (
    <span className={css.tools}>
      {line === null ? null : (
        <Button look="quiet" aria-label={t('again')} title={t('again')} onClick={() => onWrite(line)}>
          <CornerUpLeft {...ICON} />
        </Button>
      )}
      {lines.length === 0 ? null : (
        <Button look="quiet" aria-label={t('copy')} title={t('copy')} onClick={() => void copy()}>
          <Copy {...ICON} />
        </Button>
      )}
    </span>
  );
}

/** What the guard asks for before the line may be run. */
function Permit({ line, fault }: { readonly line: string; readonly fault: Fault }) {
  const t = useShellTexts();
  const [typed, setTyped] = useState('');
  if (fault.code === 'REVIEW_NEEDED') {
    return (
      <p className={css.permit}>
        <Button look="primary" onClick={() => runLine(line, { reviewed: true })}>
          {t('review')}
        </Button>
      </p>
    );
  }
  const prefix = fault.about;
  if (fault.code !== 'PROTECTED' || prefix === undefined) return null;
  return (
    <form
      className={css.permit}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === prefix) runLine(line, { reviewed: true, confirm: prefix });
      }}
    >
      <label className={css.confirm}>
        <span>{t('confirm', { prefix })}</span>
        <input
          className={`mono ${css.confirmField}`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      <Button type="submit" look="danger" disabled={typed !== prefix}>
        {t('confirmRun')}
      </Button>
    </form>
  );
}

const explained = (code: string): Fault => ({ code, ...FAULT_TEXTS[code as keyof typeof FAULT_TEXTS] });

export function textOf({ parts }: ShellLine): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

/** zkCli.sh frames each event with two empty lines and a word; the session's own events are the page's business. */
export function withoutFrame(lines: readonly ShellLine[]): ShellLine[] {
  return lines.filter((line, at) => {
    const text = textOf(line);
    if (text === 'WATCHER::') return false;
    if (text === '' && [lines[at - 1], lines[at + 1]].some((each) => each && textOf(each) === 'WATCHER::'))
      return false;
    return !/^WatchedEvent state:\w+ type:None /.test(text);
  });
}
