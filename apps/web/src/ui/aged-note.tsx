import { formatAge, formatTime } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { isReadingOff, useWriteBlock } from '../stores/write-block.ts';
import css from './aged-note.module.css';

/** While there is no quorum: that nothing can be written, and how old what stands here is. */
export function AgedNote({ readAtMs }: { readonly readAtMs: number | null }) {
  const isOff = useStore(live, isReadingOff);
  return isOff ? <Aged readAtMs={readAtMs} /> : null;
}

function Aged({ readAtMs }: { readonly readAtMs: number | null }) {
  const t = useTranslate();
  const language = useLanguage();
  const block = useWriteBlock();
  const nowMs = useNowMs() + useStore(live, (now) => now.skewMs);
  return (
    <p className={css.note} data-testid="aged">
      {readAtMs === null
        ? ''
        : `${t('aged.read', { time: formatTime(readAtMs, language), age: formatAge(nowMs - readAtMs, t) })} `}
      {block}
    </p>
  );
}
