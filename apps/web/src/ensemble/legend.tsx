import { useTranslate } from '../i18n/language.ts';
import css from './ensemble.module.css';

/** What travels, by shape. */
export function Legend() {
  const t = useTranslate();
  return (
    <ul className={css.legend} aria-label={t('legend.label')}>
      <li>
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M6 1.5 10.5 6 6 10.5 1.5 6z" className={css.proposal} />
        </svg>
        {t('legend.proposal')}
      </li>
      <li>
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <circle cx="6" cy="6" r="3" className={css.ack} />
        </svg>
        {t('legend.ack')}
      </li>
      <li>
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M6 1.5v9" className={css.commit} />
        </svg>
        {t('legend.commit')}
      </li>
      <li>
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M2 2 11 6 2 10z" className={css.inform} />
        </svg>
        {t('legend.inform')}
      </li>
      <li>
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M0 6h7" className={css.voteLine} />
          <path d="M6 2.5 12 6 6 9.5z" className={css.vote} />
        </svg>
        {t('legend.vote')}
      </li>
    </ul>
  );
}
