import { useQueryClient } from '@tanstack/react-query';
import type { Fault } from '@vivarium/contract';
import { type FormEvent, useState } from 'react';
import { useTree } from '../stores/tree-context.ts';
import { Button } from '../ui/button.tsx';
import { dialogCss as css, Dialog } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { say } from '../ui/toast.ts';
import { faultOf } from '../wire/call.ts';
import { nodeApi } from './node-api.ts';
import { useNodeTexts } from './texts.ts';

export interface AuthDialogProps {
  /** Whom the access list names, as far as it tells. */
  readonly user: string;
  readonly onClose: () => void;
}

/** Adds an identity to the dashboard's own session; what it may read then is read again. */
export function AuthDialog({ user: named, onClose }: AuthDialogProps) {
  const nt = useNodeTexts();
  const tree = useTree();
  const queries = useQueryClient();
  const [scheme, setScheme] = useState('digest');
  const [user, setUser] = useState(named);
  const [secret, setSecret] = useState('');
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const isDigest = scheme === 'digest';
  const isReady = !isSending && scheme !== '' && secret !== '' && (!isDigest || user !== '');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady) return;
    setSending(true);
    setFault(null);
    try {
      const { identities } = await nodeApi.authenticate({
        scheme,
        auth: isDigest ? `${user}:${secret}` : secret,
      });
      for (const key of ['identity', 'access', 'node']) void queries.invalidateQueries({ queryKey: [key] });
      tree.reread();
      const who = identities?.map(({ scheme: by, id }) => `${by}:${id}`).join(', ') ?? scheme;
      say(nt('auth.done', { who }));
      onClose();
    } catch (error) {
      setFault(faultOf(error));
      setSending(false);
    }
  };
  const field = (label: string, value: string, set: (value: string) => void, type = 'text') => (
    <label className={css.field}>
      <span className="label">{label}</span>
      <input
        className="mono"
        type={type}
        value={value}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => set(event.target.value)}
      />
    </label>
  );
  return (
    <Dialog title={nt('auth.title')} onClose={onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <p className={css.note}>{nt('auth.note')}</p>
        {field(nt('auth.scheme'), scheme, setScheme)}
        {isDigest ? (
          <div className={css.pair}>
            {field(nt('auth.user'), user, setUser)}
            {field(nt('auth.password'), secret, setSecret, 'password')}
          </div>
        ) : (
          field(nt('auth.credentials'), secret, setSecret, 'password')
        )}
        {fault === null ? null : <FaultNote fault={fault} />}
        <div className={css.actions}>
          <Button onClick={onClose}>{nt('close')}</Button>
          <Button type="submit" look="primary" disabled={!isReady}>
            {nt('auth.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
