import type { JobItem, JobView } from '@vivarium/contract';
import { useEffect, useRef, useState } from 'react';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { jobsApi } from './jobs-api.ts';

/** The job as it stands; undefined while it is not known, and when it is not kept any more. */
export function useJob(id: string | null): JobView | undefined {
  return useStore(live, ({ jobs }) => jobs.find((job) => job.id === id));
}

/** Calls once when a job that was started here has ended, even if that was before this page heard of its beginning. */
export function useJobEnd(job: JobView | undefined, onEnd: (job: JobView) => void): void {
  const told = useRef('');
  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    if (job === undefined || job.endedAtMs === null) return;
    // One that is resumed ends again.
    const key = `${job.id} ${job.endedAtMs}`;
    if (told.current === key) return;
    told.current = key;
    end.current(job);
  }, [job]);
}

const NONE: readonly JobItem[] = [];
/** Before what could not be read is asked for again, ms. */
const AGAIN_MS = 1_000;

/** What the job lists, as far as it has listed it: read on as it grows, begun anew when it is started again. */
export function useJobItems(job: JobView | undefined): readonly JobItem[] {
  const [held, setHeld] = useState<{ readonly of: string; readonly items: readonly JobItem[] } | null>(null);
  // A job that is resumed lists again from the beginning.
  const of = job === undefined ? '' : `${job.id} ${job.startedAtMs}`;
  const items = held?.of === of ? held.items : NONE;
  const isBusy = useRef(false);
  const [failures, setFailures] = useState(0);
  const listed = job?.items ?? 0;
  const id = job?.id;
  useEffect(() => {
    if (id === undefined || items.length >= listed || isBusy.current) return;
    isBusy.current = true;
    let isCurrent = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    jobsApi.items(id, items.length).then(
      (page) => {
        isBusy.current = false;
        if (isCurrent && page.items.length > 0) setHeld({ of, items: [...items, ...page.items] });
      },
      () => {
        isBusy.current = false;
        // A job that is over changes no more: nothing else would have its result read.
        if (isCurrent) again = setTimeout(() => setFailures(failures + 1), AGAIN_MS);
      },
    );
    return () => {
      isCurrent = false;
      isBusy.current = false;
      clearTimeout(again);
    };
  }, [id, of, items, listed, failures]);
  return items;
}
