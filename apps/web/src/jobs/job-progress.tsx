import type { Fault, JobView } from '@vivarium/contract';
import { useState } from 'react';
import { guardApi } from '../guard/guard-api.ts';
import { formatBytes, formatCount } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import { cancelSentence, countName, countOf, isPartial, stateKey, toldCounts } from './job-words.ts';
import css from './jobs.module.css';
import { jobsApi } from './jobs-api.ts';
import { useJobTexts } from './texts.ts';

/** How far a job is, what it has counted, and what can be done about it. */
export function JobProgress({ job }: { readonly job: JobView }) {
  const t = useJobTexts();
  const language = useLanguage();
  const [fault, setFault] = useState<Fault | null>(null);
  const isOver = job.endedAtMs !== null;
  return (
    <div className={css.progress} data-testid="job" data-state={job.state} data-kind={job.kind}>
      <JobBar job={job} />
      <p className={css.line} data-testid="job-line">
        <strong>{t(stateKey(job))}</strong> <Far job={job} />
      </p>
      {toldCounts(job).length === 0 ? null : (
        <ul className={css.counts} data-testid="job-counts">
          {toldCounts(job).map(([name, n]) => (
            <li key={name} data-count={name}>
              <span className="mono">{formatCount(n, language)}</span> {countName(name, t, n)}
            </li>
          ))}
        </ul>
      )}
      {job.state === 'waiting' ? <p className={css.warn}>{t('says.waiting')}</p> : null}
      {job.state === 'interrupted' ? <p className={css.warn}>{t('says.interrupted')}</p> : null}
      {isOver && isPartial(job) ? (
        <p className={css.warn}>
          {t('says.partial', { n: countOf(job, 'failed') + countOf(job, 'missed') })}
        </p>
      ) : null}
      {job.fault === null || job.state === 'waiting' ? null : <FaultNote fault={job.fault} />}
      {fault === null ? null : <FaultNote fault={fault} />}
      <JobActs job={job} onFault={setFault} />
    </div>
  );
}

/** The share that is done; unknown, it is a hatched stretch and no lie. */
export function JobBar({ job }: { readonly job: JobView }) {
  const t = useJobTexts();
  const isOver = job.endedAtMs !== null;
  const share =
    job.total === null || job.total === 0 ? (isOver ? 1 : null) : Math.min(1, job.done / job.total);
  return (
    <div
      className={css.bar}
      role="progressbar"
      aria-label={t('col.progress')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(100 * share)}
      data-state={job.state}
      data-unknown={share === null}
    >
      {/* A property set by script is not an inline style to the page's policy. */}
      <span style={{ width: `${100 * (share ?? 1)}%` }} />
    </div>
  );
}

function Far({ job }: { readonly job: JobView }) {
  const t = useJobTexts();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  const { done, total, perSecond, leftMs, startedAtMs, endedAtMs } = job;
  const tookMs = (endedAtMs ?? nowMs) - startedAtMs;
  return (
    <>
      {total === null ? t('so', { done }) : t('of', { done, total })}
      {endedAtMs === null && perSecond > 0 ? ` · ${t('rate', { n: perSecond })}` : ''}
      {leftMs === null ? '' : ` · ${t('left', { s: Math.ceil(leftMs / 1_000) })}`}
      {endedAtMs === null ? '' : ` · ${t('took', { s: (tookMs / 1_000).toFixed(1) })}`}
    </>
  );
}

function JobActs({
  job,
  onFault,
}: {
  readonly job: JobView;
  readonly onFault: (fault: Fault | null) => void;
}) {
  const t = useJobTexts();
  const tt = useTranslate();
  const attempt = (run: () => Promise<unknown>) => async () => {
    onFault(null);
    try {
      await run();
    } catch (error) {
      onFault(faultOf(error));
    }
  };
  const { undo } = job;
  if (job.endedAtMs === null) {
    return (
      <div className={css.acts}>
        <span className={css.stays}>{cancelSentence(job, t)}</span>
        <Button onClick={attempt(() => jobsApi.cancel(job.id))}>{t('cancel')}</Button>
      </div>
    );
  }
  return (
    <div className={css.acts}>
      {job.fileBytes === null ? null : (
        <a className={css.file} href={jobsApi.fileUrl(job.id)} download={`znodes-${job.id}.jsonl`}>
          {t('download', { size: formatBytes(job.fileBytes, tt) })}
        </a>
      )}
      {undo === null ? null : (
        <Button onClick={attempt(() => guardApi.undo({ id: undo.id, guard: { reviewed: true } }))}>
          {t('undo', { n: undo.writes })}
        </Button>
      )}
      {job.canResume ? (
        <Button look="primary" onClick={attempt(() => jobsApi.resume(job.id))}>
          {t('resume')}
        </Button>
      ) : null}
    </div>
  );
}
