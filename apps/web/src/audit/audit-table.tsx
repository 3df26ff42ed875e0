import type { AuditRecord } from '@vivarium/contract';
import type { ReactNode } from 'react';
import { formatStamp } from '../i18n/format.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { visible } from '../tree/path.ts';
import { Scroller } from '../ui/scroller.tsx';
import table from '../ui/table.module.css';
import css from './audit.module.css';
import { type AuditTranslate, useAuditTexts } from './texts.ts';

export interface AuditTableProps {
  readonly records: readonly AuditRecord[];
  readonly chosen: string | null;
  readonly onChoose: (seq: string) => void;
  readonly end: ReactNode;
}

export function AuditTable({ records, chosen, onChoose, end }: AuditTableProps) {
  const at = useAuditTexts();
  const members = useStore(live, (now) => now.ensemble?.members);
  const nameOf = (id: number) => members?.find((each) => each.id === id)?.name ?? String(id);
  return (
    <Scroller className={table.scroll} aria-label={at('records')}>
      <table className={table.table} data-testid="audit">
        <thead>
          <tr className="label">
            <th scope="col">{at('when')}</th>
            <th scope="col">{at('what')}</th>
            <th scope="col">{at('where')}</th>
            <th scope="col">{at('actor')}</th>
            <th scope="col">{at('outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => {
            const seq = String(record.seq);
            const where = record.path === null ? record.members.map(nameOf).join(', ') : visible(record.path);
            return (
              // The button in the row has the keys; a click anywhere in it is one on the button.
              <tr key={seq} data-open={seq === chosen} data-seq={seq} onClick={() => onChoose(seq)}>
                <td className="mono">{formatStamp(Date.parse(record.at))}</td>
                <th scope="row">
                  <button type="button" className={`mono ${table.pick}`} aria-pressed={seq === chosen}>
                    {record.op}
                  </button>
                </th>
                <td className={`mono ${table.wide}`} title={where}>
                  {where}
                </td>
                <td>{record.who}</td>
                <td>
                  <Outcome outcome={record.outcome} at={at} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {end === null ? null : <div className={css.end}>{end}</div>}
    </Scroller>
  );
}

/** What came of it; without a recorded end it is not known. */
export function Outcome({ outcome, at }: { readonly outcome: string | null; readonly at: AuditTranslate }) {
  if (outcome === 'ok') return <span className={css.ok}>{at('outcome.ok')}</span>;
  if (outcome === 'cancelled' || outcome === 'failed' || outcome === 'interrupted')
    return <span className={css.failed}>{at(`outcome.${outcome}`)}</span>;
  if (outcome === null) return <span className={css.unknown}>{at('outcome.unknown')}</span>;
  return <span className={`mono ${css.failed}`}>{outcome}</span>;
}
