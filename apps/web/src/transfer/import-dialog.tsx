import type { Fault, UploadResult } from '@vivarium/contract';
import { useState } from 'react';
import { GuardFields, useGuardDraft } from '../guard/guard-fields.tsx';
import { useOfferUndo } from '../guard/offer-undo.ts';
import { formatBytes } from '../i18n/format.ts';
import { useTranslate } from '../i18n/language.ts';
import { ItemList } from '../jobs/item-list.tsx';
import { JobProgress } from '../jobs/job-progress.tsx';
import { countOf } from '../jobs/job-words.ts';
import { jobsApi } from '../jobs/jobs-api.ts';
import { useJob, useJobEnd, useJobItems } from '../jobs/use-job.ts';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { dialogCss as css, Dialog } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import { useTransferTexts } from './texts.ts';
import own from './transfer.module.css';
import { upload } from './upload.ts';

export interface ImportDialogProps {
  /** Where it is put when the file's own root is not wanted. */
  readonly path: string;
  readonly onClose: () => void;
}

/** A file, the plan of what it would do, and then the doing: nothing is written before the plan was seen. */
export function ImportDialog({ path, onClose }: ImportDialogProps) {
  const t = useTransferTexts();
  const tt = useTranslate();
  const offerUndo = useOfferUndo();
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState<UploadResult | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const [planId, setPlanId] = useState<string | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const plan = useJob(planId);
  const job = useJob(jobId);
  const items = useJobItems(job === undefined ? plan : job);
  const guard = useGuardDraft(plan?.target ?? target ?? path);
  useJobEnd(job, (ended) => {
    if (ended.state === 'done') offerUndo(t('import.done', { n: written(ended) }), ended.undo, guard.guard);
  });
  const attempt = async (run: () => Promise<void>): Promise<void> => {
    setFault(null);
    try {
      await run();
    } catch (error) {
      setFault(faultOf(error));
    }
    setShare(null);
  };
  const compare = () =>
    attempt(async () => {
      if (file === null) return;
      setShare(0);
      const result = sent ?? (await upload(file, setShare));
      setSent(result);
      const wanted = target ?? result.root;
      setTarget(wanted);
      setPlanId((await jobsApi.importPlan({ upload: result.upload, target: wanted })).id);
    });
  const start = () =>
    attempt(async () => {
      if (planId === null) return;
      setJobId((await jobsApi.import({ plan: planId, overwrite, guard: guard.guard })).id);
    });
  const changes = countOf(plan, 'change');
  const writes = countOf(plan, 'create') + (overwrite ? changes : 0);
  const isPlanned = plan?.state === 'done' && job === undefined;
  return (
    <Dialog title={t('import.title')} onClose={onClose}>
      <p className={css.note}>{t('import.note')}</p>
      {plan === undefined ? (
        <>
          <label className={css.field}>
            <span className="label">{t('import.file')}</span>
            {/* The browser's own words on this control are in the browser's language. */}
            <span className={own.file}>
              <span className={own.choose}>{t('import.choose')}</span>
              <span className={own.fileName}>
                {file === null ? t('import.noFile') : `${visible(file.name)} · ${formatBytes(file.size, tt)}`}
              </span>
            </span>
            <input
              type="file"
              className="unseen"
              accept=".jsonl,.ndjson,application/x-ndjson"
              onChange={(event) => {
                setFile(event.target.files?.[0] ?? null);
                setSent(null);
              }}
            />
          </label>
          <label className={css.field}>
            <span className="label">{t('import.target')}</span>
            <input
              className="mono"
              value={target ?? ''}
              placeholder={sent === null ? t('import.asInFile') : visible(sent.root)}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setTarget(event.target.value === '' ? null : event.target.value)}
            />
          </label>
        </>
      ) : null}
      {sent === null ? null : (
        <p>
          {t('import.holds', { n: sent.nodes, root: visible(sent.root) })} {sent.whole ? '' : t('import.cut')}
        </p>
      )}
      {job !== undefined ? <JobProgress job={job} /> : plan === undefined ? null : <JobProgress job={plan} />}
      {plan === undefined || items.length === 0 ? null : (
        <div className={own.items}>
          <ItemList job={job ?? plan} items={items} />
        </div>
      )}
      {isPlanned && changes > 0 ? (
        <label className={own.check}>
          <input
            type="checkbox"
            checked={overwrite}
            onChange={(event) => setOverwrite(event.target.checked)}
          />
          {t('import.overwrite')}
        </label>
      ) : null}
      {isPlanned && writes === 0 && changes === 0 ? <p>{t('import.nothing')}</p> : null}
      {isPlanned ? <GuardFields draft={guard} /> : null}
      {fault === null ? null : <FaultNote fault={fault} />}
      <div className={css.actions}>
        <Button onClick={onClose}>{t('close')}</Button>
        {plan === undefined ? (
          <Button look="primary" disabled={file === null || share !== null} onClick={() => void compare()}>
            {share === null ? t('import.send') : t('import.sending', { percent: Math.round(100 * share) })}
          </Button>
        ) : job === undefined ? (
          <>
            <Button onClick={() => setPlanId(null)}>{t('import.another')}</Button>
            <Button
              look="primary"
              disabled={!isPlanned || writes === 0 || !guard.isReady}
              onClick={() => void start()}
            >
              {t('import.start', { n: writes })}
            </Button>
          </>
        ) : null}
      </div>
    </Dialog>
  );
}

function written(job: Parameters<typeof countOf>[0]): number {
  return countOf(job, 'created') + countOf(job, 'changed');
}
