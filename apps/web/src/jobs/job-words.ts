import type { JobView } from '@vivarium/contract';
import { en } from '../i18n/jobs/en.ts';
import { visible } from '../tree/path.ts';
import type { TranslateJob } from './texts.ts';

export function jobTitle(job: JobView, t: TranslateJob): string {
  return t(`kind.${job.kind}`, {
    path: visible(job.path),
    target: visible(job.target ?? ''),
    query: visible(job.query ?? ''),
  });
}

type CountKey = Extract<keyof typeof en, `count.${string}`>;

/** What a count counts, one or more; a name that this page does not know stands for itself. */
export function countName(name: string, t: TranslateJob, n = 0): string {
  const one = `one.${name}`;
  const key = n === 1 && Object.hasOwn(en, one) ? one : `count.${name}`;
  return Object.hasOwn(en, key) ? t(key as CountKey) : name;
}

type WhatKey = Extract<keyof typeof en, `what.${string}`>;

/** What a line of a result says of its path. */
export function whatName(what: string, t: TranslateJob): string {
  const key = `what.${what}`;
  return Object.hasOwn(en, key) ? t(key as WhatKey) : countName(what, t);
}

export function countOf(job: JobView | undefined, name: string): number {
  return job?.counts.find(([known]) => known === name)?.[1] ?? 0;
}

/** How it stands, in one word: done with failures is not simply done. */
export function stateKey(job: JobView): 'state.partial' | `state.${JobView['state']}` {
  return job.state === 'done' && isPartial(job) ? 'state.partial' : `state.${job.state}`;
}

export function isPartial(job: JobView): boolean {
  return countOf(job, 'failed') + countOf(job, 'missed') > 0;
}

/** What stays when it is cancelled. */
export function cancelSentence(job: JobView, t: TranslateJob): string {
  switch (job.kind) {
    case 'delete':
      return t('cancel.delete', { done: job.done, total: job.total ?? 0 });
    case 'copy':
    case 'move':
    case 'acl':
    case 'import':
    case 'undo':
      return t(`cancel.${job.kind}`);
    default:
      return t('cancel.look');
  }
}

/** Counts that say something: all of a plan's, else those above zero. The answer yes or no is no count. */
export function toldCounts(job: JobView): readonly (readonly [string, number])[] {
  return job.counts.filter(([name, n]) => name !== 'undoable' && n > 0);
}
