import { type ReactNode, useEffect, useRef } from 'react';
import css from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly danger?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The platform's modal dialog: it keeps the focus, closes on Esc, and gives the focus back. */
export function Dialog({ title, danger = false, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null || dialog.open) return;
    dialog.showModal();
    // The focus may stand on a button at the end; reading begins at the top.
    dialog.scrollTop = 0;
  }, []);
  return (
    <dialog
      ref={ref}
      aria-label={title}
      className={`${css.dialog} ${danger ? css.danger : ''}`}
      onClose={onClose}
      onCancel={onClose}
    >
      <div className={css.body}>
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

export { css as dialogCss };
