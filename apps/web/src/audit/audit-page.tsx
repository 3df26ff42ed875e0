import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { Verdict } from '../member/verdict.tsx';
import type { AuditSearch } from '../routes/page-search.ts';
import { changes } from '../stores/changes.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { faultOf } from '../wire/call.ts';
import css from './audit.module.css';
import { auditApi } from './audit-api.ts';
import { AuditFilter } from './audit-filter.tsx';
import { queryOf } from './audit-query.ts';
import { AuditTable } from './audit-table.tsx';
import { AuditTools } from './audit-tools.tsx';
import { RecordPane } from './record-pane.tsx';
import { useAuditTexts } from './texts.ts';

const KEY = 'audit';

/** Who did what from here? */
export function AuditPage() {
  const at = useAuditTexts();
  usePageTitle(at('title'));
  const search: AuditSearch = useSearch({ from: '/c/$conn/audit', shouldThrow: false }) ?? {};
  const navigate = useNavigate({ from: '/c/$conn/audit' });
  const go = (next: { readonly [K in keyof AuditSearch]: AuditSearch[K] | undefined }, replace: boolean) =>
    void navigate({ search: (now: AuditSearch) => ({ ...now, ...next }) as AuditSearch, replace });
  const query = queryOf(search);
  const queries = useQueryClient();
  const again = () => void queries.invalidateQueries({ queryKey: [KEY] });
  const pages = useInfiniteQuery({
    queryKey: [KEY, query],
    queryFn: ({ pageParam, signal }) =>
      auditApi.search(pageParam === null ? query : { ...query, before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ more, records }) => (more ? String(records.at(-1)?.seq ?? '') || null : null),
    staleTime: 0,
  });
  // What this page or another changes of the guard is a record; so is what a job has done.
  useEffect(() => {
    const reread = () => void queries.invalidateQueries({ queryKey: [KEY] });
    const stops = [changes.on('guard', reread), changes.on('job', reread), changes.onMissed(reread)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [queries]);
  const records = pages.data?.pages.flatMap((page) => page.records);
  const open = records?.find(({ seq }) => String(seq) === search.seq);
  const isFiltered = Object.keys(query).length > 0;
  return (
    <>
      <Verdict />
      <div className={css.page} data-open={open !== undefined}>
        <Pane
          title={at('title')}
          caption={at('caption')}
          className={css.list}
          end={<AuditTools query={query} />}
        >
          <AuditFilter search={search} onGo={(next) => go(next, true)} />
          {pages.error === null ? null : <FaultNote fault={faultOf(pages.error)} />}
          {records === undefined ? (
            pages.error === null && <p className={css.note}>{at('reading')}</p>
          ) : records.length === 0 ? (
            <p className={css.note}>{at(isFiltered ? 'noMatch' : 'none')}</p>
          ) : (
            <AuditTable
              records={records}
              chosen={search.seq ?? null}
              onChoose={(seq) => go({ seq: seq === search.seq ? undefined : seq }, false)}
              end={
                pages.hasNextPage ? (
                  <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                    {at('older')}
                  </Button>
                ) : null
              }
            />
          )}
        </Pane>
        <RecordPane record={open} onUndone={again} />
      </div>
    </>
  );
}
