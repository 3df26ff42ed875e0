import type { Fault } from '@vivarium/contract';
import { CircleAlert, Lock } from 'lucide-react';
import { useFaultText, useTranslate } from '../i18n/language.ts';
import css from './fault-note.module.css';

/** An error with its code, its plain meaning and the next step. */
export function FaultNote({ fault }: { readonly fault: Fault }) {
  const t = useTranslate();
  const text = useFaultText()(fault);
  const Icon = fault.code === 'NOAUTH' ? Lock : CircleAlert;
  return (
    <div role="alert" className={css.note}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <span>
        <span className={`mono ${css.code}`}>{fault.code}</span> {text.meaning}
      </span>
      <span className={css.next}>
        {t('fault.next')} {text.next}
      </span>
    </div>
  );
}
