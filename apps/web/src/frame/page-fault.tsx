import { useEffect } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import { useStore } from '../stores/store.ts';
import { isOutdated, isTextAtStake } from '../stores/version.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import css from './link-banner.module.css';

/**
 * In place of a page that cannot be drawn; the frame around it goes on. Where the server has a newer one, that is loaded
 * as soon as nothing is lost by it.
 */
export function PageFault({ error }: { readonly error: unknown }) {
  const t = useTranslate();
  const isNewer = useStore(isOutdated, (now) => now);
  useEffect(() => {
    if (isNewer && !isTextAtStake()) location.reload();
  }, [isNewer]);
  return (
    <>
      <Verdict />
      {isNewer ? null : (
        <div className={css.banner}>
          <FaultNote fault={faultOf(error)} />
          <Button onClick={() => location.reload()}>{t('link.reload')}</Button>
        </div>
      )}
    </>
  );
}
