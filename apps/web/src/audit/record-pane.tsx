import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AuditRecord } from '@vivarium/contract';
import { useState } from 'react';
import { formatStamp } from '../i18n/format.ts';
import { Diff } from '../node/diff.tsx';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { useWriteBlock } from '../stores/write-block.ts';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { Pane } from '../ui/pane.tsx';
import css from './audit.module.css';
import { Outcome } from './audit-table.tsx';
import { findKept, textOfBytes } from './kept-data.ts';
import { useAuditTexts } from './texts.ts';
import { UndoDialog } from './undo-dialog.tsx';

/** Jobs that change nothing: there is nothing to undo. */
const LOOKS: ReadonlySet<string> = new Set(['search', 'sizes', 'export', 'deletePlan', 'importPlan']);

export interface RecordPaneProps {
  readonly record: AuditRecord | undefined;
  readonly onUndone: () => void;
}

/** One record in full: what was written, why, and the way back. */
export function RecordPane({ record, onUndone }: RecordPaneProps) {
  const at = useAuditTexts();
  const block = useWriteBlock();
  const [isAsking, setAsking] = useState(false);
  if (record === undefined) {
    return (
      <Pane title={at('detail')} className={css.detail}>
        <p className={css.note}>{at('choose')}</p>
      </Pane>
    );
  }
  const isData = record.kind === 'write' && (record.oldSha256 !== null || record.newSha256 !== null);
  return (
    <Pane title={at('record', { seq: record.seq })} className={css.detail}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={css.scroll} tabIndex={0} aria-label={at('detail')}>
        <Facts record={record} />
        {isData ? <Change key={record.seq} record={record} /> : null}
        {record.undo === null ? (
          record.kind === 'write' || (record.kind === 'job' && !LOOKS.has(record.op)) ? (
            <p className={css.note}>{at('noUndo')}</p>
          ) : null
        ) : (
          <div className={css.acts}>
            <Button disabled={block !== null} title={block ?? undefined} onClick={() => setAsking(true)}>
              {at('undo')}
            </Button>
            {block === null ? null : <span className={css.aside}>{block}</span>}
          </div>
        )}
      </section>
      {isAsking && record.undo !== null ? (
        <UndoDialog
          id={record.undo}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onUndone();
          }}
        />
      ) : null}
    </Pane>
  );
}

function Facts({ record }: { readonly record: AuditRecord }) {
  const at = useAuditTexts();
  const members = useStore(live, (now) => now.ensemble?.members);
  const nameOf = (id: number) => members?.find((each) => each.id === id)?.name ?? String(id);
  const { path, kind } = record;
  const isPath = path?.startsWith('/') === true && kind !== 'guard';
  const rows: readonly (readonly [string, string | null])[] = [
    [at('when'), formatStamp(Date.parse(record.at))],
    [at('what'), record.op],
    [at('actor'), record.who],
    [at('address'), record.from],
    [at('connection'), record.connection],
    [at('members'), record.members.length === 0 ? null : record.members.map(nameOf).join(', ')],
    [at('version'), record.expectsVersion === null ? null : String(record.expectsVersion)],
    [at('reason'), record.reason],
    [at('ticket'), record.ticket],
    [at('undoes'), record.undoes],
    [at('oldHash'), record.oldSha256],
    [at('newHash'), record.newSha256],
  ];
  return (
    <dl className={css.facts}>
      <div>
        <dt>{at('outcome')}</dt>
        <dd>
          <Outcome outcome={record.outcome} at={at} />
        </dd>
      </div>
      {path === null ? null : (
        <div>
          <dt>{at('where')}</dt>
          <dd className="mono">
            {isPath ? (
              <Link to="/c/$conn/tree" params={{ conn: 'local' }} search={{ path }}>
                {visible(path)}
              </Link>
            ) : (
              visible(path)
            )}
          </dd>
        </div>
      )}
      {rows.map(([label, value]) =>
        value === null ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ),
      )}
      {record.job === null ? null : (
        <div>
          <dt>{at('job')}</dt>
          <dd className="mono">
            <Link to="/c/$conn/jobs/$id" params={{ conn: 'local', id: record.job }}>
              {record.job}
            </Link>
          </dd>
        </div>
      )}
    </dl>
  );
}

/** The audit keeps digests; the data come from the history of the node where it still has them. */
function Change({ record }: { readonly record: AuditRecord }) {
  const at = useAuditTexts();
  const { data, isPending } = useQuery({
    queryKey: ['audit-kept', record.seq],
    queryFn: ({ signal }) => findKept(record, signal),
    gcTime: 0,
  });
  const wantsBefore = record.oldSha256 !== null;
  const wantsAfter = record.newSha256 !== null;
  const before = wantsBefore ? (data?.before ?? null) : new Uint8Array();
  const after = wantsAfter ? (data?.after ?? null) : new Uint8Array();
  const isKept = before !== null && after !== null;
  const texts = isKept ? [textOfBytes(before), textOfBytes(after)] : [];
  const [beforeText, afterText] = texts;
  return (
    <div className={css.change} data-testid="audit-diff">
      <h3>{at('diff')}</h3>
      {isPending ? (
        <p className={css.aside}>{at('lookup')}</p>
      ) : !isKept ? (
        <p className={css.aside}>{at('notKept')}</p>
      ) : typeof beforeText !== 'string' || typeof afterText !== 'string' ? (
        <p className={css.aside}>{at('binary')}</p>
      ) : (
        <>
          <p className={css.aside}>{at('kept')}</p>
          <Diff before={beforeText} after={afterText} beforeLabel={at('before')} afterLabel={at('after')} />
        </>
      )}
    </div>
  );
}
