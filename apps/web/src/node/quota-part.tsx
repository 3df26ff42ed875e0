import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Fault, NodeView, QuotaLimits, QuotaView } from '@vivarium/contract';
import { type FormEvent, useState } from 'react';
import { GuardFields, useGuardDraft } from '../guard/guard-fields.tsx';
import { formatBytes, formatCount } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { say } from '../ui/toast.ts';
import { faultOf } from '../wire/call.ts';
import css from './node.module.css';
import { nodeApi } from './node-api.ts';
import { useNodeTexts } from './texts.ts';

const FIELDS = ['nodesSoft', 'nodesHard', 'bytesSoft', 'bytesHard'] as const;
type Field = (typeof FIELDS)[number];

/** What the subtree may hold and what it holds; the limits may stand above it. */
export function QuotaPart({ node, canWrite }: { readonly node: NodeView; readonly canWrite: boolean }) {
  const nt = useNodeTexts();
  const queries = useQueryClient();
  const key = ['quota', node.path];
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => nodeApi.quota(node.path, signal),
    staleTime: 0,
  });
  if (error !== null) {
    return (
      <div className={css.sheet}>
        <FaultNote fault={faultOf(error)} />
      </div>
    );
  }
  if (data === undefined) return null;
  const isAbove = data.at !== null && data.at !== node.path;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.scroll} tabIndex={0} aria-label={nt('tab.quota')} data-testid="quota">
      <div className={css.sheet}>
        <p>
          {data.at === null
            ? nt('quota.none')
            : isAbove
              ? nt('quota.above', { path: visible(data.at) })
              : nt('quota.here')}
        </p>
        <Bars quota={data} />
        <p className={css.soft}>{nt('quota.note')}</p>
        {isAbove || node.path === '/' ? null : (
          <Limits
            key={JSON.stringify(data.limits)}
            quota={data}
            canWrite={canWrite}
            onDone={(next) => queries.setQueryData(key, next)}
          />
        )}
      </div>
    </section>
  );
}

function Bars({ quota }: { readonly quota: QuotaView }) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const language = useLanguage();
  const { limits, usage } = quota;
  if (limits === null || usage === null) return null;
  const rows = [
    ['nodes', usage.nodes, limits.nodesSoft, limits.nodesHard],
    ['bytes', usage.bytes, limits.bytesSoft, limits.bytesHard],
  ] as const;
  return rows.map(([what, used, soft, hard]) => {
    const top = Math.max(used, soft ?? 0, hard ?? 0, 1);
    const told = (n: number) => (what === 'bytes' ? formatBytes(n, t) : formatCount(n, language));
    const over = hard !== null && used > hard ? 'hard' : soft !== null && used > soft ? 'soft' : 'none';
    return (
      <div key={what} className={css.quota} data-over={over} data-testid={`quota-${what}`}>
        <span>
          {nt(`quota.${what}`)} <strong className="mono">{told(used)}</strong>
        </span>
        <span className={css.quotaBar} aria-hidden="true">
          <span className={css.used} style={{ width: `${(100 * used) / top}%` }} />
          {soft === null ? null : <i data-limit="soft" style={{ left: `${(100 * soft) / top}%` }} />}
          {hard === null ? null : <i data-limit="hard" style={{ left: `${(100 * hard) / top}%` }} />}
        </span>
        <span className="label">
          {soft === null ? '' : nt('quota.soft', { n: told(soft) })}
          {soft !== null && hard !== null ? ' · ' : ''}
          {hard === null ? '' : nt('quota.hard', { n: told(hard) })}
          {soft === null && hard === null ? nt('quota.free') : ''}
          {over === 'none' ? '' : ` · ${nt(`quota.over.${over}`)}`}
        </span>
      </div>
    );
  });
}

interface LimitsProps {
  readonly quota: QuotaView;
  readonly canWrite: boolean;
  readonly onDone: (quota: QuotaView) => void;
}

function Limits({ quota, canWrite, onDone }: LimitsProps) {
  const nt = useNodeTexts();
  // Quotas are znodes below /zookeeper: that prefix is asked for.
  const guard = useGuardDraft('/zookeeper/quota');
  const [typed, setTyped] = useState<Record<Field, string>>(() => textsOf(quota.limits));
  const [fault, setFault] = useState<Fault | null>(null);
  const send = async (limits: QuotaLimits | null): Promise<void> => {
    setFault(null);
    try {
      onDone(await nodeApi.setQuota({ path: quota.path, limits, guard: guard.guard }));
      say(nt(limits === null ? 'quota.gone' : 'quota.set'));
    } catch (error) {
      setFault(faultOf(error));
    }
  };
  const limits = limitsOf(typed);
  const isReady = canWrite && guard.isReady;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady && limits !== null) void send(limits);
  };
  return (
    <form className={css.limits} onSubmit={submit}>
      {FIELDS.map((field) => (
        <label key={field}>
          <span className="label">{nt(`quota.${field}`)}</span>
          <input
            className="mono"
            type="number"
            min={0}
            value={typed[field]}
            placeholder={nt('quota.free')}
            onChange={(event) => setTyped({ ...typed, [field]: event.target.value })}
          />
        </label>
      ))}
      <div className={css.whole}>
        <GuardFields draft={guard} />
      </div>
      {fault === null ? null : (
        <div className={css.whole}>
          <FaultNote fault={fault} />
        </div>
      )}
      <div className={`${css.actions} ${css.whole}`}>
        {quota.limits === null ? null : (
          <Button look="danger" disabled={!isReady} onClick={() => void send(null)}>
            {nt('quota.remove')}
          </Button>
        )}
        <Button type="submit" look="primary" disabled={!isReady || limits === null}>
          {nt('quota.save')}
        </Button>
      </div>
    </form>
  );
}

function textsOf(limits: QuotaLimits | null): Record<Field, string> {
  const text = (n: number | null | undefined) => (n === null || n === undefined ? '' : String(n));
  return {
    nodesSoft: text(limits?.nodesSoft),
    nodesHard: text(limits?.nodesHard),
    bytesSoft: text(limits?.bytesSoft),
    bytesHard: text(limits?.bytesHard),
  };
}

/** Null when nothing is limited: that is said by taking the quota away. */
function limitsOf(typed: Record<Field, string>): QuotaLimits | null {
  const number = (text: string) => (/^\d{1,15}$/.test(text) ? Number(text) : null);
  const limits = {
    nodesSoft: number(typed.nodesSoft),
    nodesHard: number(typed.nodesHard),
    bytesSoft: number(typed.bytesSoft),
    bytesHard: number(typed.bytesHard),
  };
  return Object.values(limits).every((each) => each === null) ? null : limits;
}
