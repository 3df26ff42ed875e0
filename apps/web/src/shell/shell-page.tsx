import { Eraser } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { useStore } from '../stores/store.ts';
import { Button } from '../ui/button.tsx';
import { Pane } from '../ui/pane.tsx';
import { say } from '../ui/toast.ts';
import { Prompt } from './prompt.tsx';
import css from './shell.module.css';
import { shellApi } from './shell-api.ts';
import { addEvents, clearEntries, runLine, shell } from './shell-store.ts';
import { useShellTexts } from './texts.ts';
import { EntryView } from './transcript.tsx';

/** How long to wait before asking again when the server did not answer, ms. */
const AGAIN_MS = 5_000;

/** zkCli.sh's language as a transcript: what it prints are links, and what it refuses is explained. */
export function ShellPage() {
  const t = useShellTexts();
  usePageTitle(t('title'));
  const entries = useStore(shell, (now) => now.entries);
  const end = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useGreeting();
  useWatchEvents();
  // What was just said is what one wants to see; the list of commands is read from its top.
  const follow = useCallback(() => {
    if (shell.get().entries.length > 1) end.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows the entries, whatever they are.
  useEffect(follow, [entries]);
  const clear = () => {
    clearEntries();
    say(t('cleared'));
    field.current?.focus();
  };
  const write = (line: string) => {
    if (field.current === null) return;
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    setter?.call(field.current, line);
    field.current.dispatchEvent(new Event('input', { bubbles: true }));
    field.current.focus();
  };
  return (
    <div className={css.page}>
      <h1 className="unseen">{t('title')}</h1>
      <Pane
        title={t('title')}
        caption={t('caption')}
        className={css.pane}
        end={
          <Button look="quiet" onClick={clear} title="Ctrl L">
            <Eraser size={14} strokeWidth={1.75} aria-hidden="true" />
            {t('clear')}
          </Button>
        }
      >
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <div role="log" aria-label={t('log')} className={css.log} tabIndex={0}>
          {entries.map((entry) => (
            <EntryView key={entry.id} entry={entry} onWrite={write} />
          ))}
          <div ref={end} />
        </div>
        <Prompt field={field} onClear={clear} onResize={follow} />
      </Pane>
    </div>
  );
}

/** The first visit lists the commands. */
function useGreeting(): void {
  useEffect(() => {
    if (shell.get().entries.length === 0) runLine('help');
  }, []);
}

/** Asks for what watches print, as long as there are some and the page is looked at. */
function useWatchEvents(): void {
  const session = useStore(shell, (now) => now.session);
  const watches = useStore(
    shell,
    (now) => now.entries.findLast((each) => each.result !== null)?.result?.watches === true,
  );
  useEffect(() => {
    if (session === null || !watches) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      let waitMs = 0;
      try {
        const { lines } = await shellApi.events({ session });
        addEvents(lines);
      } catch {
        waitMs = AGAIN_MS;
      }
      if (!isOver) timer = setTimeout(() => void ask(), waitMs);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [session, watches]);
}
