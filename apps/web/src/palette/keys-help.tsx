import { Fragment } from 'react';
import { PAGES } from '../frame/pages.ts';
import { useTranslate } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, dialogCss } from '../ui/dialog.tsx';
import css from './palette.module.css';
import { usePaletteTexts } from './texts.ts';

/** All keys, page by page. */
export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslate();
  const pt = usePaletteTexts();
  const pages = PAGES.flatMap(({ letter, name }) =>
    letter === null ? [] : [[`G ${letter}`, t(name)] as const],
  );
  const groups: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    [
      pt('keys.everywhere'),
      [
        ['Ctrl K', pt('keys.palette')],
        ['?', pt('keys.help')],
        ['.', pt('keys.motion')],
        ['Esc', pt('keys.close')],
        ...pages,
      ],
    ],
    [
      pt('keys.tree'),
      [
        ['← → ↑ ↓', pt('keys.walk')],
        ['Enter', pt('keys.edit')],
        ['Insert', pt('keys.create')],
        ['Del', pt('keys.delete')],
        ['/', pt('keys.filter')],
        ['A–Z', pt('keys.type')],
      ],
    ],
    [
      pt('keys.editor'),
      [
        ['Ctrl S', pt('keys.review')],
        ['Ctrl Enter', pt('keys.send')],
      ],
    ],
    [pt('keys.failover'), [['← →', pt('keys.step')]]],
    [
      pt('keys.plant'),
      [
        ['← → ↑ ↓', pt('keys.branch')],
        ['Enter', pt('keys.openNode')],
      ],
    ],
  ];
  return (
    <Dialog title={pt('keys.title')} onClose={onClose}>
      <div className={css.help}>
        {groups.map(([title, keys]) => (
          <section key={title}>
            <h3 className="label">{title}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <Fragment key={key}>
                  <dt>
                    <kbd className={css.keys}>{key}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className={dialogCss.actions}>
        <Button onClick={onClose}>{t('action.close')}</Button>
      </div>
    </Dialog>
  );
}
