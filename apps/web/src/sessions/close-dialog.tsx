import type { BlastRadius, Fault } from '@vivarium/contract';
import { useState } from 'react';
import { GuardFields, useGuardDraft } from '../guard/guard-fields.tsx';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, dialogCss } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { say } from '../ui/toast.ts';
import { faultOf } from '../wire/call.ts';
import { sessionsApi } from './sessions-api.ts';
import { useSessionTexts } from './texts.ts';

export interface CloseDialogProps {
  readonly blast: BlastRadius;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Closes a session as its client would, after saying what follows. */
export function CloseDialog({ blast, onDone, onClose }: CloseDialogProps) {
  const st = useSessionTexts();
  const { session, told } = blast;
  const { alias, ephemeralCount } = session;
  const name = useStore(live, (now) => now.ensemble?.members.find(({ id }) => id === session.member)?.name);
  const draft = useGuardDraft();
  const [fault, setFault] = useState<Fault | null>(null);
  const [isSending, setSending] = useState(false);
  const close = async () => {
    setSending(true);
    setFault(null);
    try {
      const { vanished } = await sessionsApi.close({ alias, guard: draft.guard });
      say(vanished === null ? st('closed', { alias }) : st('closedVanished', { alias, n: vanished }));
      onDone();
    } catch (error) {
      setFault(faultOf(error));
      setSending(false);
    }
  };
  return (
    <Dialog title={st('closeTitle', { alias })} danger onClose={onClose}>
      <p className={`mono ${dialogCss.op}`}>{st('closeOp', { alias, member: name ?? '—' })}</p>
      <p data-testid="close-follows">
        {ephemeralCount === null
          ? st('closeUnknown')
          : st('closeFollows', { ephemerals: ephemeralCount, told: told.length })}
        {session.own ? ` ${st('closeOwn')}` : null}
      </p>
      <GuardFields draft={draft} />
      {fault === null ? null : <FaultNote fault={fault} />}
      <div className={dialogCss.actions}>
        <Button onClick={onClose} autoFocus>
          {st('keep')}
        </Button>
        <Button look="danger" disabled={isSending} onClick={() => void close()}>
          {st('close')}
        </Button>
      </div>
    </Dialog>
  );
}
