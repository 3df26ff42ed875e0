import { useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import css from './link-banner.module.css';

/** In place of a page that cannot be drawn; the frame around it goes on. */
export function PageFault({ error }: { readonly error: unknown }) {
  const t = useTranslate();
  return (
    <>
      <Verdict />
      <div className={css.banner}>
        <FaultNote fault={faultOf(error)} />
        <Button onClick={() => location.reload()}>{t('link.reload')}</Button>
      </div>
    </>
  );
}
