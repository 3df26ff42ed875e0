import type { ShellCompletions } from '@vivarium/contract';
import { CornerDownLeft } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from 'react';
import { useStore } from '../stores/store.ts';
import { Button } from '../ui/button.tsx';
import { walk } from './line-history.ts';
import css from './shell.module.css';
import { shellApi } from './shell-api.ts';
import { runLine, setHistory, shell } from './shell-store.ts';
import { useShellTexts } from './texts.ts';

interface Offer extends ShellCompletions {
  /** Which of the words the line shows; null while it shows what they have in common. */
  readonly chosen: number | null;
}

export interface PromptProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onClear: () => void;
  /** Completions came or went, so there is less or more room for the answers. */
  readonly onResize: () => void;
}

/** The field for the next line: Tab completes, the arrows walk through earlier lines, Enter runs. */
export function Prompt({ field, onClear, onResize }: PromptProps) {
  const t = useShellTexts();
  const list = useId();
  const history = useStore(shell, (now) => now.history);
  const [line, setLine] = useState('');
  const [offer, setOffer] = useState<Offer | null>(null);
  /** After Escape the next Tab leaves the field, as everywhere else. */
  const [lets, setLets] = useState(false);

  const hasOffer = offer !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is told when completions come and go.
  useEffect(onResize, [onResize, hasOffer]);

  const show = (text: string) => {
    setLine(text);
    setLets(false);
  };
  const run = () => {
    if (line.trim() === '') return;
    runLine(line);
    show('');
    setOffer(null);
  };
  const complete = async (before: string, after: string) => {
    try {
      const found = await shellApi.complete({ session: shell.get().session, text: before });
      if (field.current?.value !== before + after) return;
      const [only] = found.words;
      const word = found.words.length === 1 ? only : found.common;
      if (word !== undefined && found.words.length > 0) {
        const head = before.slice(0, found.start);
        const isWhole = found.words.length === 1 && !word.startsWith('/');
        show(`${head}${word}${isWhole ? ' ' : ''}${after}`);
      }
      setOffer(found.words.length === 1 ? null : { ...found, chosen: null });
    } catch {
      setOffer(null);
    }
  };
  const choose = (at: number) => {
    if (offer === null) return;
    const index = (at + offer.words.length) % offer.words.length;
    show(line.slice(0, offer.start) + (offer.words[index] ?? ''));
    setOffer({ ...offer, chosen: index });
  };
  const onTab = (event: KeyboardEvent<HTMLInputElement>) => {
    if (lets || line === '' || (event.shiftKey && offer === null)) return;
    event.preventDefault();
    if (offer !== null && offer.words.length > 1) {
      const now = offer.chosen ?? (event.shiftKey ? 0 : -1);
      choose(now + (event.shiftKey ? -1 : 1));
      return;
    }
    const at = event.currentTarget.selectionStart ?? line.length;
    void complete(line.slice(0, at), line.slice(at));
  };
  const onArrow = (by: 1 | -1) => {
    const [next, text] = walk(history, by, line);
    setHistory(next);
    show(text);
    setOffer(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Tab') onTab(event);
    else if (event.key === 'Escape') {
      setOffer(null);
      setLets(true);
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      onArrow(event.key === 'ArrowUp' ? 1 : -1);
    } else if (event.key === 'l' && event.ctrlKey) {
      event.preventDefault();
      onClear();
    }
  };
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      {offer === null ? null : <Offers id={list} offer={offer} onChoose={choose} />}
      <div className={css.prompt}>
        <span className={`mono ${css.mark}`} aria-hidden="true">
          &gt;
        </span>
        <input
          ref={field}
          className={`mono ${css.field}`}
          value={line}
          onChange={(event) => {
            show(event.target.value);
            setOffer(null);
          }}
          onKeyDown={onKeyDown}
          role="combobox"
          aria-label={t('line')}
          aria-expanded={offer !== null && offer.words.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={
            offer === null || offer.chosen === null ? undefined : `${list}-${offer.chosen}`
          }
          placeholder={t('prompt')}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          // biome-ignore lint/a11y/noAutofocus: the page is this field.
          autoFocus
        />
        <Button type="submit" look="primary" disabled={line.trim() === ''}>
          <CornerDownLeft size={14} strokeWidth={1.75} aria-hidden="true" />
          {t('run')}
        </Button>
      </div>
      <p className={`label ${css.keys}`}>{t('keys')}</p>
    </form>
  );
}

interface OffersProps {
  readonly id: string;
  readonly offer: Offer;
  readonly onChoose: (index: number) => void;
}

function Offers({ id, offer, onChoose }: OffersProps) {
  const t = useShellTexts();
  if (offer.words.length === 0) {
    return (
      <p role="status" className={`label ${css.nothing}`}>
        {t('noCompletion')}
      </p>
    );
  }
  const hidden = offer.total - offer.words.length;
  return (
    <>
      <div role="listbox" id={id} aria-label={t('completions')} className={css.offers}>
        {offer.words.map((word, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the field keeps the focus; its Tab walks here.
          <div
            key={word}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === offer.chosen}
            className={`mono ${css.offer}`}
            onClick={() => onChoose(index)}
          >
            {word}
          </div>
        ))}
      </div>
      {hidden === 0 ? null : <p className={`label ${css.nothing}`}>{t('more', { n: hidden })}</p>}
    </>
  );
}
