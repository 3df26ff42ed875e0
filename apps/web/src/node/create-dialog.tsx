import { type AclView, CREATE_KINDS, type CreateKind, type Fault } from '@vivarium/contract';
import { type FormEvent, useState } from 'react';
import { GuardFields, useGuardDraft } from '../guard/guard-fields.tsx';
import { useOfferUndo } from '../guard/offer-undo.ts';
import { useTranslate } from '../i18n/language.ts';
import { joinPath, visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { dialogCss as css, Dialog } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { api } from '../wire/api.ts';
import { base64OfBytes, bytesOfText } from '../wire/bytes.ts';
import { faultOf } from '../wire/call.ts';
import { AclRows } from './acl-rows.tsx';
import { ALL_PERMS, aclText } from './perms.ts';
import { useNodeTexts } from './texts.ts';

export interface CreateDialogProps {
  readonly parent: string;
  /** What stands in the field of the name at first. */
  readonly name: string;
  readonly onClose: () => void;
  readonly onMade: (path: string) => void;
}

const isTtl = (kind: CreateKind): boolean => kind === 'ttl' || kind === 'ttl-sequential';
const isSequential = (kind: CreateKind): boolean => kind.endsWith('sequential');
const TTL_MS_MAX = 1_099_511_627_775;
const ANYONE: readonly AclView[] = [{ scheme: 'world', id: 'anyone', perms: ALL_PERMS }];

/** All seven kinds of node, with data and ACL; shows the exact operation before it is sent. */
export function CreateDialog({ parent, name: proposed, onClose, onMade }: CreateDialogProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const offerUndo = useOfferUndo();
  const [name, setName] = useState(proposed);
  const [kind, setKind] = useState<CreateKind>('persistent');
  const [text, setText] = useState('');
  const [ttlMs, setTtlMs] = useState(60_000);
  const [acl, setAcl] = useState<readonly AclView[] | null>(null);
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const path = joinPath(parent, name);
  const guard = useGuardDraft(path);
  const isTtlWrong = isTtl(kind) && !(Number.isInteger(ttlMs) && ttlMs >= 1 && ttlMs <= TTL_MS_MAX);
  const complaint =
    name.startsWith('/') || name.endsWith('/') || name.includes('//')
      ? t('create.hasSlash')
      : name === '' && !isSequential(kind)
        ? t('create.needsName')
        : null;
  const isReady = complaint === null && !isSending && !isTtlWrong && guard.isReady && acl?.length !== 0;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady) return;
    setSending(true);
    setFault(null);
    try {
      const made = await api.create({
        path,
        data: base64OfBytes(bytesOfText(text)),
        kind,
        ...(isTtl(kind) ? { ttlMs } : {}),
        ...(acl === null ? {} : { acl: [...acl] }),
        ...(name.includes('/') ? { parents: true } : {}),
        guard: guard.guard,
      });
      offerUndo(t('create.made', { path: visible(made.path) }), made.undo, guard.guard);
      onMade(made.path);
    } catch (error) {
      setFault(faultOf(error));
      setSending(false);
    }
  };
  return (
    <Dialog title={t('create.title')} onClose={onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <p className={`mono ${css.note}`}>{t('create.under', { path: visible(parent) })}</p>
        <div className={css.pair}>
          <label className={css.field}>
            <span className="label">{t('create.name')}</span>
            <input
              className="mono"
              value={name}
              autoFocus
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <label className={css.field}>
            <span className="label">{t('create.kind')}</span>
            <select value={kind} onChange={(event) => setKind(event.target.value as CreateKind)}>
              {CREATE_KINDS.map((value) => (
                <option key={value} value={value}>
                  {t(`kind.${value}`)}
                </option>
              ))}
            </select>
          </label>
        </div>
        {isTtl(kind) ? (
          <label className={css.field}>
            <span className="label">{t('create.ttl')}</span>
            <input
              className="mono"
              type="number"
              min={1}
              max={TTL_MS_MAX}
              value={Number.isNaN(ttlMs) ? '' : ttlMs}
              onChange={(event) => setTtlMs(event.target.valueAsNumber)}
            />
          </label>
        ) : null}
        <label className={css.field}>
          <span className="label">{t('create.data')}</span>
          <textarea
            className="mono"
            value={text}
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        {acl === null ? (
          <div>
            <Button onClick={() => setAcl(ANYONE)}>{nt('create.acl')}</Button>
          </div>
        ) : (
          <AclRows acl={acl} onChange={setAcl} />
        )}
        {kind.startsWith('ephemeral') ? <p className={css.note}>{t('create.ownEphemeral')}</p> : null}
        {name.includes('/') && complaint === null ? <p className={css.note}>{nt('create.parents')}</p> : null}
        <p className={`mono ${css.op}`}>{operation(path, kind, ttlMs, acl)}</p>
        <GuardFields draft={guard} />
        {complaint !== null && name !== '' ? <p className={css.note}>{complaint}</p> : null}
        {fault !== null ? <FaultNote fault={fault} /> : null}
        <div className={css.actions}>
          <Button onClick={onClose}>{t('create.cancel')}</Button>
          <Button type="submit" look="primary" disabled={!isReady}>
            {t('create.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** As zkCli.sh would be asked. */
function operation(path: string, kind: CreateKind, ttlMs: number, acl: readonly AclView[] | null): string {
  const flags = [
    ...(isSequential(kind) ? ['-s'] : []),
    ...(kind.startsWith('ephemeral') ? ['-e'] : []),
    ...(kind === 'container' ? ['-c'] : []),
    ...(isTtl(kind) ? [`-t ${ttlMs}`] : []),
  ];
  return ['create', ...flags, visible(path), ...(acl === null ? [] : [aclText(acl)])].join(' ');
}
