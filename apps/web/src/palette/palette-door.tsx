import { Search } from 'lucide-react';
import { lazy, useCallback, useEffect, useState } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { isTyping } from '../ui/is-typing.ts';
import { Part } from '../ui/part.tsx';
import { fetched } from '../wire/fetched.ts';
import css from './palette-door.module.css';

const Palette = lazy(async () => ({ default: (await fetched(() => import('./palette.tsx'))).Palette }));
const KeysHelp = lazy(async () => ({ default: (await fetched(() => import('./keys-help.tsx'))).KeysHelp }));

/** The button that opens the palette, and the keys that open it and the list of keys from everywhere. */
export function PaletteDoor() {
  const t = useTranslate();
  const [shown, setShown] = useState<'palette' | 'keys' | null>(null);
  const close = useCallback(() => setShown(null), []);
  const help = useCallback(() => setShown('keys'), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      const isK = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k';
      const isHelp = event.key === '?' && !event.ctrlKey && !event.metaKey && !isTyping(event.target);
      if (!isK && !isHelp) return;
      event.preventDefault();
      setShown(isK ? 'palette' : 'keys');
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        className={css.door}
        aria-label={`${t('palette.open')} Ctrl K`}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setShown('palette')}
      >
        <Search size={14} strokeWidth={1.75} aria-hidden="true" />
        <span className={css.words}>{t('palette.open')}</span>
        <kbd className={css.keys}>Ctrl K</kbd>
      </button>
      <Part fallback={null}>
        {shown === 'palette' ? <Palette onClose={close} onHelp={help} /> : null}
        {shown === 'keys' ? <KeysHelp onClose={close} /> : null}
      </Part>
    </>
  );
}
