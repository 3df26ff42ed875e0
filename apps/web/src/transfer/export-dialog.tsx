import type { Fault } from '@vivarium/contract';
import { useState } from 'react';
import { JobProgress } from '../jobs/job-progress.tsx';
import { jobsApi } from '../jobs/jobs-api.ts';
import { useJob } from '../jobs/use-job.ts';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { dialogCss as css, Dialog } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import { useTransferTexts } from './texts.ts';

export function ExportDialog({ path, onClose }: { readonly path: string; readonly onClose: () => void }) {
  const t = useTransferTexts();
  const [fault, setFault] = useState<Fault | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);
  const start = async (): Promise<void> => {
    setFault(null);
    try {
      setJobId((await jobsApi.export({ path })).id);
    } catch (error) {
      setFault(faultOf(error));
    }
  };
  return (
    <Dialog title={t('export.title')} onClose={onClose}>
      <p>{t('export.note', { path: visible(path) })}</p>
      {job === undefined ? null : <JobProgress job={job} />}
      {fault === null ? null : <FaultNote fault={fault} />}
      <div className={css.actions}>
        <Button onClick={onClose}>{t('close')}</Button>
        {job === undefined ? (
          <Button look="primary" autoFocus onClick={() => void start()}>
            {t('export.start')}
          </Button>
        ) : null}
      </div>
    </Dialog>
  );
}
