import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Fault, JobView } from '@vivarium/contract';
import { useEffect, useRef, useState } from 'react';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { ItemList } from '../jobs/item-list.tsx';
import { JobProgress } from '../jobs/job-progress.tsx';
import { jobsApi } from '../jobs/jobs-api.ts';
import { useJob, useJobItems } from '../jobs/use-job.ts';
import { Verdict } from '../member/verdict.tsx';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Choice } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { faultOf } from '../wire/call.ts';
import css from './search.module.css';
import { SearchForm } from './search-form.tsx';
import type { SearchSearch } from './search-search.ts';
import { SizeLists } from './size-lists.tsx';
import { useSearchTexts } from './texts.ts';

/** Where is it, and what takes the room? */
export function SearchPage() {
  const t = useSearchTexts();
  const search: SearchSearch = useSearch({ from: '/c/$conn/search', shouldThrow: false }) ?? {};
  const navigate = useNavigate({ from: '/c/$conn/search' });
  const [fault, setFault] = useState<Fault | null>(null);
  const job = useJob(search.job ?? null);
  const isSizes = search.view === 'sizes';
  const start = async (asked: SearchSearch): Promise<void> => {
    setFault(null);
    try {
      const { id } = await begin(asked);
      await navigate({ search: { ...asked, job: id } });
    } catch (error) {
      setFault(faultOf(error));
    }
  };
  useFollowLink(search, start);
  // Whoever comes here by its key begins to type.
  useEffect(() => document.getElementById('search-text')?.focus(), []);
  usePageTitle(search.q === undefined || isSizes ? t('title') : `${t('title')} “${search.q}”`);
  return (
    <>
      <Verdict />
      <div className={css.page}>
        <Pane
          title={t('title')}
          caption={t('caption')}
          className={css.form}
          end={
            <Choice
              label={t('view.label')}
              value={isSizes ? 'sizes' : 'find'}
              onChoose={(view) => {
                const { under } = search;
                const kept = under === undefined ? {} : { under };
                void navigate({ search: view === 'sizes' ? { ...kept, view } : kept });
              }}
              options={(['find', 'sizes'] as const).map((value) => ({ value, text: t(`view.${value}`) }))}
            />
          }
        >
          <SearchForm
            key={JSON.stringify([search.q, search.under, search.view])}
            search={search}
            onStart={(asked) => void start(asked)}
          />
          {fault === null ? null : <FaultNote fault={fault} />}
        </Pane>
        <Pane title={isSizes ? t('sizes') : t('hits')} className={css.result}>
          {job === undefined ? (
            <p className={css.hint}>{isSizes ? t('sizesHint') : t('hint')}</p>
          ) : (
            <Result key={job.id} job={job} />
          )}
        </Pane>
      </div>
    </>
  );
}

function begin(asked: SearchSearch): Promise<JobView> {
  const under = asked.under ?? '/';
  if (asked.view === 'sizes') return jobsApi.sizes({ under });
  return jobsApi.search({
    under,
    query: asked.q ?? '',
    in: asked.in === undefined ? ['name', 'data'] : [asked.in],
    as: asked.as ?? 'text',
    matchCase: asked.case === '1',
  });
}

/** A link to a search searches: once, and only when its result is not kept any more. */
function useFollowLink(search: SearchSearch, start: (asked: SearchSearch) => Promise<void>): void {
  const isKnown = useStore(live, (now) => now.ensemble !== null);
  const kept = useStore(live, ({ jobs }) => jobs.some(({ id }) => id === search.job));
  const followed = useRef('');
  useEffect(() => {
    const { job, ...asked } = search;
    const key = JSON.stringify(asked);
    if (!isKnown || kept || asked.q === undefined || followed.current === key) return;
    followed.current = key;
    void start(asked);
  });
}

function Result({ job }: { readonly job: JobView }) {
  const items = useJobItems(job);
  return (
    <div className={css.found}>
      <JobProgress job={job} />
      {job.kind === 'sizes' ? (
        <SizeLists job={job} items={items} />
      ) : (
        <ItemList job={job} items={items} mark={job.query ?? ''} />
      )}
    </div>
  );
}
