import type { Fault } from '@vivarium/contract';
import { type FormEvent, useState } from 'react';
import { GuardFields, useGuardDraft } from '../guard/guard-fields.tsx';
import { useOfferUndo } from '../guard/offer-undo.ts';
import { JobProgress } from '../jobs/job-progress.tsx';
import { countOf } from '../jobs/job-words.ts';
import { jobsApi } from '../jobs/jobs-api.ts';
import { useJob, useJobEnd } from '../jobs/use-job.ts';
import { joinPath, nameOf, parentOf, visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { dialogCss as css, Dialog } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import { useNodeTexts } from './texts.ts';

export interface CopyDialogProps {
  readonly way: 'copy' | 'move' | 'rename';
  readonly path: string;
  readonly onClose: () => void;
  readonly onDone: (target: string) => void;
}

/** Copies, moves or renames a node with all below it, as a job. ZooKeeper has no rename: it is copy, then delete. */
export function CopyDialog({ way, path, onClose, onDone }: CopyDialogProps) {
  const nt = useNodeTexts();
  const offerUndo = useOfferUndo();
  const [typed, setTyped] = useState(
    way === 'rename' ? nameOf(path) : way === 'copy' ? `${path}-copy` : path,
  );
  const target = way === 'rename' ? joinPath(parentOf(path), typed) : typed;
  const kind = way === 'copy' ? 'copy' : 'move';
  const guard = useGuardDraft(target, ...(kind === 'move' ? [path] : []));
  const [fault, setFault] = useState<Fault | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);
  useJobEnd(job, (ended) => {
    if (ended.state !== 'done' || countOf(ended, 'failed') > 0) return;
    offerUndo(nt(`${kind}.done`, { path: visible(path), target: visible(target) }), ended.undo, guard.guard);
    onDone(target);
  });
  const isValid = target.startsWith('/') && target !== path && (way !== 'rename' || /^[^/]+$/.test(typed));
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isValid || !guard.isReady || job !== undefined) return;
    setFault(null);
    try {
      setJobId((await jobsApi.copy({ kind, path, target, guard: guard.guard })).id);
    } catch (error) {
      setFault(faultOf(error));
    }
  };
  return (
    <Dialog title={nt(`${way}.title`)} onClose={onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <label className={css.field}>
          <span className="label">{nt(way === 'rename' ? 'copy.name' : 'copy.target')}</span>
          <input
            className="mono"
            value={typed}
            autoFocus
            disabled={job !== undefined}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <p className={`mono ${css.op}`}>
          {nt(`${kind}.op`, { path: visible(path), target: visible(target) })}
        </p>
        <p className={css.note}>{nt(`${kind}.note`)}</p>
        {job === undefined ? <GuardFields draft={guard} /> : <JobProgress job={job} />}
        {fault === null ? null : <FaultNote fault={fault} />}
        <div className={css.actions}>
          <Button onClick={onClose}>{nt('close')}</Button>
          {job === undefined ? (
            <Button type="submit" look="primary" disabled={!isValid || !guard.isReady}>
              {nt(`${way}.submit`)}
            </Button>
          ) : null}
        </div>
      </form>
    </Dialog>
  );
}
