import type { BlastRadius, Fault } from '@vivarium/contract';
import { RefreshCw } from 'lucide-react';
import { formatCount, formatStamp } from '../i18n/format.ts';
import { useLanguage } from '../i18n/language.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { useWriteBlock } from '../stores/write-block.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { BlindList } from '../words/blind-list.tsx';
import { BlastLists } from './blast-lists.tsx';
import css from './sessions.module.css';
import { useSessionTexts } from './texts.ts';

export interface SessionPaneProps {
  readonly alias: string;
  readonly blast: BlastRadius | undefined;
  readonly fault: Fault | null;
  readonly onClose: () => void;
  readonly onAgain: () => void;
}

/** One session: what it is, and what disappears with it. */
export function SessionPane({ alias, blast, fault, onClose, onAgain }: SessionPaneProps) {
  const st = useSessionTexts();
  const isLeaderless = useStore(live, ({ ensemble }) => {
    const kind = ensemble?.standing.verdict.kind;
    return kind !== 'led' && kind !== 'standalone';
  });
  return (
    <Pane
      title={alias}
      caption={st('detailCaption')}
      className={css.detail}
      end={
        <Button look="quiet" aria-label={st('again')} title={st('again')} onClick={onAgain}>
          <RefreshCw size={14} strokeWidth={1.75} aria-hidden="true" />
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={css.scroll} tabIndex={0} aria-label={st('detail')} data-testid="blast">
        {fault === null ? null : fault.code === 'NO_SUCH_SESSION' ? (
          <p className={css.note}>{isLeaderless ? st('noneTold') : st('gone', { alias })}</p>
        ) : (
          <FaultNote fault={fault} />
        )}
        {blast === undefined ? (
          fault === null && <p className={css.note}>{st('asking')}</p>
        ) : (
          <>
            <Facts blast={blast} />
            <BlastLists blast={blast} />
            <BlindList blind={blast.blind} />
            {fault === null ? <CloseButton onClose={onClose} /> : null}
          </>
        )}
      </section>
    </Pane>
  );
}

function Facts({ blast: { session } }: { readonly blast: BlastRadius }) {
  const st = useSessionTexts();
  const language = useLanguage();
  const name = useStore(live, (now) => now.ensemble?.members.find(({ id }) => id === session.member)?.name);
  const { address, timeoutMs, establishedMs, lastOp, received, sent, id } = session;
  const rows: readonly (readonly [string, string | null, string?])[] = [
    [st('address'), address],
    [st('member'), name ?? null],
    [st('since'), establishedMs === null ? null : formatStamp(establishedMs)],
    [st('timeout'), timeoutMs === null ? null : st('ms', { s: Math.round(timeoutMs / 100) / 10 })],
    [st('lastOp'), lastOp],
    [
      st('traffic'),
      received === null || sent === null
        ? null
        : `${formatCount(received, language)}, ${formatCount(sent, language)}`,
    ],
    ...(id === null ? [] : [[st('id'), id, st('idHint')] as const]),
  ];
  return (
    <dl className={css.facts}>
      {rows.map(([label, value, hint]) => (
        <div key={label} title={hint}>
          <dt>{label}</dt>
          <dd className="mono">{value ?? <span className={css.faint}>{st('unknown')}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Only of members that are ours; of others it is absent, and one sentence says why. */
function CloseButton({ onClose }: { readonly onClose: () => void }) {
  const st = useSessionTexts();
  const isOurs = useStore(live, (now) => now.ensemble?.embedded);
  const block = useWriteBlock();
  if (isOurs !== true) return <p className={css.aside}>{st('notOurs')}</p>;
  return (
    <div className={css.acts}>
      <Button look="danger" disabled={block !== null} title={block ?? undefined} onClick={onClose}>
        {st('close')}
      </Button>
      {block === null ? null : <span className={css.aside}>{block}</span>}
    </div>
  );
}
