import { useQuery } from '@tanstack/react-query';
import type { Fault } from '@vivarium/contract';
import { useState } from 'react';
import { GuardFields, useGuardDraft } from '../guard/guard-fields.tsx';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, dialogCss } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { say } from '../ui/toast.ts';
import { faultOf } from '../wire/call.ts';
import css from './audit.module.css';
import { auditApi } from './audit-api.ts';
import { useAuditTexts } from './texts.ts';

export interface UndoDialogProps {
  readonly id: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Shows the writes that undo it, each with the version it insists on, before they go. */
export function UndoDialog({ id, onDone, onClose }: UndoDialogProps) {
  const at = useAuditTexts();
  const { data, error } = useQuery({
    queryKey: ['undo', id],
    queryFn: ({ signal }) => auditApi.undoView(id, signal),
    gcTime: 0,
  });
  const draft = useGuardDraft(...(data?.steps.map(({ path }) => path) ?? []));
  const [fault, setFault] = useState<Fault | null>(null);
  const [isSending, setSending] = useState(false);
  const undo = async () => {
    setSending(true);
    setFault(null);
    try {
      const { job } = await auditApi.undo({ id, guard: draft.guard });
      say(at(job === null ? 'undone' : 'undoing'));
      onDone();
    } catch (problem) {
      setFault(faultOf(problem));
      setSending(false);
    }
  };
  const shown = fault ?? (error === null ? null : faultOf(error));
  return (
    <Dialog title={at('undoTitle')} onClose={onClose}>
      {data === undefined ? null : (
        <>
          <p>{at('undoWrites', { n: data.writes })}</p>
          <ul className={`mono ${dialogCss.op} ${css.steps}`} data-testid="undo-steps">
            {data.steps.map(({ op, path, expectsVersion }) => (
              <li key={`${op} ${path}`}>
                {op} {visible(path)}
                {expectsVersion === null ? null : at('expects', { version: expectsVersion })}
              </li>
            ))}
            {data.writes > data.steps.length ? (
              <li>{at('undoMore', { n: data.writes - data.steps.length })}</li>
            ) : null}
          </ul>
          <GuardFields draft={draft} />
        </>
      )}
      {shown === null ? null : <FaultNote fault={shown} />}
      <div className={dialogCss.actions}>
        <Button onClick={onClose} autoFocus>
          {at('keep')}
        </Button>
        <Button
          look="primary"
          disabled={isSending || data === undefined || !draft.isReady}
          onClick={() => void undo()}
        >
          {at('undo')}
        </Button>
      </div>
    </Dialog>
  );
}
