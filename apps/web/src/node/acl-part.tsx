import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AclView, Fault, NodeView } from '@vivarium/contract';
import { useState } from 'react';
import { GuardFields, useGuardDraft } from '../guard/guard-fields.tsx';
import { useOfferUndo } from '../guard/offer-undo.ts';
import { useTranslate } from '../i18n/language.ts';
import { JobProgress } from '../jobs/job-progress.tsx';
import { jobsApi } from '../jobs/jobs-api.ts';
import { useJob, useJobEnd } from '../jobs/use-job.ts';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import { AclRows } from './acl-rows.tsx';
import { AclTable } from './acl-table.tsx';
import { AuthDoor } from './auth-door.tsx';
import css from './node.module.css';
import { nodeApi } from './node-api.ts';
import { aclText, isMasked, PERMS, permsFor } from './perms.ts';
import { useNodeTexts } from './texts.ts';

/** The access list: what it says, what it means for this dashboard, and how it is changed, here or for all below. */
export function AclPart({ node, canWrite }: { readonly node: NodeView; readonly canWrite: boolean }) {
  const nt = useNodeTexts();
  const [draft, setDraft] = useState<AclView[] | null>(null);
  if (draft !== null)
    return <AclEditor node={node} acl={draft} onChange={setDraft} onEnd={() => setDraft(null)} />;
  const mayEdit = canWrite && node.aclFault === null && !isMasked(node.acl);
  return (
    <>
      <AclTable node={node} />
      <div className={css.foot}>
        <Identities acl={node.aclFault === null ? node.acl : null} />
        {isMasked(node.acl) ? <p className={css.warn}>{nt('acl.masked')}</p> : null}
        <div className={css.actions}>
          <AuthDoor acl={node.acl} />
          <Button disabled={!mayEdit} onClick={() => setDraft([...node.acl])}>
            {nt('acl.edit')}
          </Button>
        </div>
      </div>
    </>
  );
}

/** As whom the dashboard is seen, and what the list lets it do; null is a list that may not be read. */
export function Identities({ acl }: { readonly acl: readonly AclView[] | null }) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const { data } = useQuery({ queryKey: ['identity'], queryFn: ({ signal }) => nodeApi.identity(signal) });
  if (data === undefined) return null;
  const perms = permsFor(acl ?? [], data.identities);
  const may = PERMS.filter(({ bit }) => (perms & bit) !== 0).map(({ key }) => t(key));
  const who = data.identities?.map(({ scheme, id }) => `${scheme}:${id}`).join(', ');
  return (
    <p className={css.soft} data-testid="acl-mine">
      {acl === null
        ? null
        : may.length === 0
          ? nt('acl.mineNothing')
          : nt('acl.mine', { may: may.join(', ') })}{' '}
      {who === undefined ? '' : nt('acl.who', { who })}
    </p>
  );
}

interface AclEditorProps {
  readonly node: NodeView;
  readonly acl: readonly AclView[];
  readonly onChange: (acl: AclView[]) => void;
  readonly onEnd: () => void;
}

function AclEditor({ node, acl, onChange, onEnd }: AclEditorProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const queries = useQueryClient();
  const offerUndo = useOfferUndo();
  const guard = useGuardDraft(node.path);
  const [isBelow, setBelow] = useState(false);
  const [seen, setSeen] = useState(node.stat);
  const [fault, setFault] = useState<Fault | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);
  const path = visible(node.path);
  const reread = () => queries.invalidateQueries({ queryKey: ['node', node.path] });
  useJobEnd(job, () => void reread());
  const send = async (): Promise<void> => {
    setFault(null);
    try {
      if (isBelow) {
        setJobId((await jobsApi.acl({ path: node.path, acl: [...acl], guard: guard.guard })).id);
        return;
      }
      const { aversion, czxid } = seen;
      const { undo } = await nodeApi.setAcl({
        path: node.path,
        acl: [...acl],
        aversion,
        czxid,
        guard: guard.guard,
      });
      await reread();
      offerUndo(nt('acl.done', { path }), undo, guard.guard);
      onEnd();
    } catch (error) {
      const answer = faultOf(error);
      setFault(answer);
      // What is shown next is what the next press will expect.
      if (answer.current) setSeen(answer.current.stat);
    }
  };
  const isWhole = acl.length > 0 && acl.every(({ scheme, id }) => id !== '' || scheme === 'auth');
  return (
    <div className={css.editor} data-testid="acl-editor">
      <p className={css.soft}>{t('acl.note')}</p>
      <AclRows acl={acl} onChange={onChange} />
      {node.stat.numChildren > 0 ? (
        <label className={css.check}>
          <input type="checkbox" checked={isBelow} onChange={(event) => setBelow(event.target.checked)} />
          {nt('acl.below')}
        </label>
      ) : null}
      <p className={`mono ${css.op}`}>
        {isBelow
          ? nt('acl.opBelow', { path, acl: aclText(acl) })
          : nt('acl.op', { path, acl: aclText(acl), version: seen.aversion })}
      </p>
      <GuardFields draft={guard} />
      {fault === null ? null : <FaultNote fault={fault} />}
      {job === undefined ? null : <JobProgress job={job} />}
      <div className={css.actions}>
        <Button onClick={onEnd}>{job === undefined ? t('editor.back') : nt('close')}</Button>
        {job === undefined ? (
          <Button look="primary" disabled={!isWhole || !guard.isReady} onClick={() => void send()}>
            {t('editor.send')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
