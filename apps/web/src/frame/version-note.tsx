import { RefreshCw } from 'lucide-react';
import { useTranslate } from '../i18n/language.ts';
import { useStore } from '../stores/store.ts';
import { isOutdated } from '../stores/version.ts';
import { Button } from '../ui/button.tsx';
import css from './link-banner.module.css';

/** Says that the server has a newer page: parts that were not fetched yet can no longer be. */
export function VersionNote() {
  const t = useTranslate();
  const isShown = useStore(isOutdated, (now) => now);
  if (!isShown) return null;
  return (
    <div className={css.note} role="status" data-testid="version-note">
      <RefreshCw size={16} strokeWidth={1.75} aria-hidden="true" />
      <span>{t('version.newer')}</span>
      <Button onClick={() => location.reload()}>{t('link.reload')}</Button>
    </div>
  );
}
