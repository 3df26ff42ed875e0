import { Link, useParams } from '@tanstack/react-router';
import type { JobView } from '@vivarium/contract';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { formatStamp } from '../i18n/format.ts';
import { Verdict } from '../member/verdict.tsx';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Pane } from '../ui/pane.tsx';
import { Scroller } from '../ui/scroller.tsx';
import { ItemList } from './item-list.tsx';
import { JobBar, JobProgress } from './job-progress.tsx';
import { jobTitle, stateKey } from './job-words.ts';
import css from './jobs.module.css';
import { useJobTexts } from './texts.ts';
import { useJobItems } from './use-job.ts';

/** How far is that import or delete? */
export function JobsPage() {
  const t = useJobTexts();
  const { id } = useParams({ strict: false });
  const jobs = useStore(live, (now) => now.jobs);
  const job = jobs.find((each) => each.id === id);
  const isKnown = useStore(live, (now) => now.ensemble !== null);
  usePageTitle(job === undefined ? t('title') : jobTitle(job, t));
  return (
    <>
      <Verdict />
      <div className={css.page} data-one={id !== undefined}>
        <Pane title={t('title')} caption={t('caption')} className={css.pane}>
          {jobs.length === 0 ? (
            <p className={css.none}>{isKnown ? t('none') : ''}</p>
          ) : (
            <JobTable jobs={jobs.toReversed()} current={id} />
          )}
        </Pane>
        {id === undefined ? null : (
          <Pane title={t('result')} className={css.pane}>
            {job === undefined ? (
              <p className={css.none}>{isKnown ? t('gone') : ''}</p>
            ) : (
              <OneJob key={job.id} job={job} />
            )}
          </Pane>
        )}
      </div>
    </>
  );
}

function JobTable({
  jobs,
  current,
}: {
  readonly jobs: readonly JobView[];
  readonly current: string | undefined;
}) {
  const t = useJobTexts();
  return (
    <Scroller className={css.scroll} aria-label={t('caption')}>
      <table className={css.table}>
        <thead>
          <tr className="label">
            <th scope="col">{t('col.job')}</th>
            <th scope="col">{t('col.state')}</th>
            <th scope="col" className={css.far}>
              {t('col.progress')}
            </th>
            <th scope="col" className={css.wide}>
              {t('col.who')}
            </th>
            <th scope="col" className={css.wide}>
              {t('col.started')}
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id} aria-current={job.id === current} data-job={job.id}>
              <td>
                <Link to="/c/$conn/jobs/$id" params={{ conn: 'local', id: job.id }}>
                  {jobTitle(job, t)}
                </Link>
              </td>
              <td className={css.state} data-state={job.state}>
                {t(stateKey(job))}
              </td>
              <td>
                <JobBar job={job} />
              </td>
              <td className={`mono ${css.wide}`}>{job.who}</td>
              <td className={`mono ${css.wide}`}>{formatStamp(job.startedAtMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function OneJob({ job }: { readonly job: JobView }) {
  const t = useJobTexts();
  const items = useJobItems(job);
  return (
    <div className={css.one}>
      <h3 className={css.name}>{jobTitle(job, t)}</h3>
      <JobProgress job={job} />
      <ItemList job={job} items={items} mark={job.kind === 'search' ? (job.query ?? '') : ''} />
    </div>
  );
}
