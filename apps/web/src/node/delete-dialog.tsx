import type { Fault, NodeView } from '@vivarium/contract';
import { useState } from 'react';
import { GuardFields, useGuardDraft } from '../guard/guard-fields.tsx';
import { useOfferUndo } from '../guard/offer-undo.ts';
import { useTranslate } from '../i18n/language.ts';
import { nameOf, visible } from '../tree/path.ts';
import { ownerKind } from '../tree/tree-row.tsx';
import { Button } from '../ui/button.tsx';
import { dialogCss as css, Dialog } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { api } from '../wire/api.ts';
import { bytesOfText } from '../wire/bytes.ts';
import { faultOf } from '../wire/call.ts';
import { DeleteTree } from './delete-tree.tsx';
import { useNodeTexts } from './texts.ts';

export interface DeleteDialogProps {
  readonly node: NodeView;
  readonly onClose: () => void;
  readonly onGone: (path: string) => void;
}

/** Deletes a node, or after a dry run all of its subtree. */
export function DeleteDialog({ node, onClose, onGone }: DeleteDialogProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  // Children may come or go meanwhile; the question that was asked stays the same.
  const [hasChildren, setHasChildren] = useState(node.stat.numChildren > 0);
  return (
    <Dialog title={hasChildren ? nt('delete.treeTitle') : t('delete.title')} danger onClose={onClose}>
      {hasChildren ? (
        <DeleteTree path={node.path} onClose={onClose} onGone={onGone} />
      ) : (
        <DeleteOne node={node} onClose={onClose} onGone={onGone} onChildren={() => setHasChildren(true)} />
      )}
    </Dialog>
  );
}

interface DeleteOneProps extends DeleteDialogProps {
  readonly onChildren: () => void;
}

/** One node, at the version that is on the screen, after showing exactly that. */
function DeleteOne({ node, onClose, onGone, onChildren }: DeleteOneProps) {
  const t = useTranslate();
  const offerUndo = useOfferUndo();
  const guard = useGuardDraft(node.path);
  const [seen, setSeen] = useState(node.stat);
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const submit = async (): Promise<void> => {
    setSending(true);
    setFault(null);
    try {
      const { version, czxid } = seen;
      const { undo } = await api.delete({ path: node.path, version, czxid, guard: guard.guard });
      offerUndo(t('delete.done', { path: visible(node.path) }), undo, guard.guard);
      onGone(node.path);
    } catch (error) {
      const answer = faultOf(error);
      // It has children by now: then all of them must be looked at first.
      if (answer.code === 'NOTEMPTY') {
        onChildren();
        return;
      }
      setFault(answer);
      // What is shown next is what the next press will expect.
      if (answer.current) setSeen(answer.current.stat);
      setSending(false);
    }
  };
  return (
    <>
      <p className={`mono ${css.op}`}>
        {t('delete.op', { path: visible(node.path), version: seen.version })}
      </p>
      <RawName path={node.path} />
      {ownerKind(seen.ephemeralOwner) === 'session' ? (
        <p className={css.note}>{t('delete.ephemeral')}</p>
      ) : null}
      <GuardFields draft={guard} />
      {fault !== null ? <FaultNote fault={fault} /> : null}
      <div className={css.actions}>
        <Button onClick={onClose} autoFocus>
          {t('delete.cancel')}
        </Button>
        <Button look="danger" disabled={isSending || !guard.isReady} onClick={() => void submit()}>
          {t('delete.submit')}
        </Button>
      </div>
    </>
  );
}

/** The exact bytes of a name that could be taken for another. */
export function RawName({ path }: { readonly path: string }) {
  const t = useTranslate();
  const name = nameOf(path);
  if (/^[\x21-\x7e]*$/.test(name)) return null;
  const bytes = [...bytesOfText(name)].map((byte) => byte.toString(16).padStart(2, '0'));
  return (
    <p className={css.note}>
      {t('delete.raw')} <span className="mono">{bytes.join(' ')}</span>
    </p>
  );
}
