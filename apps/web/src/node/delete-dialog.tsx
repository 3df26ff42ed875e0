import type { Fault, NodeView } from '@vivarium/contract';
import { useState } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { nameOf, visible } from '../tree/path.ts';
import { ownerKind } from '../tree/tree-row.tsx';
import { Button } from '../ui/button.tsx';
import { dialogCss as css, Dialog } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { say } from '../ui/toast.ts';
import { api } from '../wire/api.ts';
import { bytesOfText } from '../wire/bytes.ts';
import { faultOf } from '../wire/call.ts';

export interface DeleteDialogProps {
  readonly node: NodeView;
  readonly onClose: () => void;
  readonly onGone: (path: string) => void;
}

/** Deletes one node, at the version that is on the screen, after showing exactly that. */
export function DeleteDialog({ node, onClose, onGone }: DeleteDialogProps) {
  const t = useTranslate();
  const [seen, setSeen] = useState(node.stat);
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const name = nameOf(node.path);
  const bytes = bytesOfText(name);
  const isPlain = /^[\x21-\x7e]*$/.test(name);
  const submit = async (): Promise<void> => {
    setSending(true);
    setFault(null);
    try {
      const { version, czxid } = seen;
      await api.delete({ path: node.path, version, czxid, guard: { reviewed: true } });
      say(t('delete.done', { path: visible(node.path) }));
      onGone(node.path);
    } catch (error) {
      const answer = faultOf(error);
      setFault(answer);
      // What is shown next is what the next press will expect.
      if (answer.current) setSeen(answer.current.stat);
      setSending(false);
    }
  };
  return (
    <Dialog title={t('delete.title')} danger onClose={onClose}>
      <p className={`mono ${css.op}`}>
        {t('delete.op', { path: visible(node.path), version: seen.version })}
      </p>
      {isPlain ? null : (
        <p className={css.note}>
          {t('delete.raw')}{' '}
          <span className="mono">
            {[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}
          </span>
        </p>
      )}
      {seen.numChildren > 0 ? (
        <p className={css.note}>{t('delete.children', { n: seen.numChildren })}</p>
      ) : null}
      {ownerKind(seen.ephemeralOwner) === 'session' ? (
        <p className={css.note}>{t('delete.ephemeral')}</p>
      ) : null}
      {fault !== null ? <FaultNote fault={fault} /> : null}
      <div className={css.actions}>
        <Button onClick={onClose} autoFocus>
          {t('delete.cancel')}
        </Button>
        <Button look="danger" disabled={isSending} onClick={() => void submit()}>
          {t('delete.submit')}
        </Button>
      </div>
    </Dialog>
  );
}
