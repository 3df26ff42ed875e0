import { type Fault, type JobView, TYPED_NAME_ABOVE } from '@vivarium/contract';
import { useEffect, useRef, useState } from 'react';
import { GuardFields, useGuardDraft } from '../guard/guard-fields.tsx';
import { useOfferUndo } from '../guard/offer-undo.ts';
import { useTranslate } from '../i18n/language.ts';
import { ItemList } from '../jobs/item-list.tsx';
import { JobProgress } from '../jobs/job-progress.tsx';
import { countOf } from '../jobs/job-words.ts';
import { jobsApi } from '../jobs/jobs-api.ts';
import { useJob, useJobEnd, useJobItems } from '../jobs/use-job.ts';
import { nameOf, visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { dialogCss as css } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import { RawName } from './delete-dialog.tsx';
import nodeCss from './node.module.css';
import { useNodeTexts } from './texts.ts';

export interface DeleteTreeProps {
  readonly path: string;
  readonly onClose: () => void;
  readonly onGone: (path: string) => void;
}

/** First what a delete would take, then the questions, then the job. */
export function DeleteTree({ path, onClose, onGone }: DeleteTreeProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const offerUndo = useOfferUndo();
  const [planId, setPlanId] = useState<string | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const plan = useJob(planId);
  const job = useJob(jobId);
  const guard = useGuardDraft(path);
  const attempt = async (run: () => Promise<void>): Promise<void> => {
    setFault(null);
    try {
      await run();
    } catch (error) {
      setFault(faultOf(error));
    }
  };
  const look = () =>
    attempt(async () => {
      setJobId(null);
      setPlanId((await jobsApi.deletePlan({ path })).id);
    });
  const began = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the dialog opens with one look.
  useEffect(() => {
    if (began.current) return;
    began.current = true;
    void look();
  }, []);
  useJobEnd(job, (ended) => {
    if (ended.state !== 'done' || countOf(ended, 'failed') > 0) return;
    offerUndo(
      nt('delete.all', { n: countOf(ended, 'deleted'), path: visible(path) }),
      ended.undo,
      guard.guard,
    );
    onGone(path);
  });
  const start = (typedName: string, ephemeralsToo: boolean) =>
    attempt(async () => {
      if (plan?.digest == null) return;
      const { id, digest } = plan;
      const started = await jobsApi.delete({
        plan: id,
        digest,
        typedName,
        ephemeralsToo,
        guard: guard.guard,
      });
      setJobId(started.id);
    });
  const isStale = fault?.code === 'SUBTREE_CHANGED' || job?.fault?.code === 'SUBTREE_CHANGED';
  return (
    <>
      <p className={`mono ${css.op}`}>{`deleteall ${visible(path)}`}</p>
      <RawName path={path} />
      {job !== undefined ? (
        <JobProgress job={job} />
      ) : plan === undefined ? null : plan.state === 'done' ? (
        <Plan plan={plan} />
      ) : (
        <JobProgress job={plan} />
      )}
      {fault !== null ? <FaultNote fault={fault} /> : null}
      {job === undefined && plan?.state === 'done' && !isStale ? (
        <Questions plan={plan} isReady={guard.isReady} onClose={onClose} onStart={start}>
          <GuardFields draft={guard} />
        </Questions>
      ) : (
        <div className={css.actions}>
          {isStale ? <Button onClick={() => void look()}>{nt('delete.again')}</Button> : null}
          <Button onClick={onClose}>{job === undefined ? t('delete.cancel') : nt('close')}</Button>
        </div>
      )}
    </>
  );
}

/** What would go: counts by kind, owners, watches, and every path of it. */
function Plan({ plan }: { readonly plan: JobView }) {
  const nt = useNodeTexts();
  const items = useJobItems(plan);
  return (
    <>
      <JobProgress job={plan} />
      <div className={nodeCss.planned}>
        <ItemList job={plan} items={items} />
      </div>
      {countOf(plan, 'hidden') > 0 ? <p className={nodeCss.warn}>{nt('delete.hidden')}</p> : null}
      <p className={countOf(plan, 'undoable') === 1 ? css.note : nodeCss.warn}>
        {nt(countOf(plan, 'undoable') === 1 ? 'delete.undoable' : 'delete.notUndoable')}
      </p>
    </>
  );
}

interface QuestionsProps {
  readonly plan: JobView;
  readonly isReady: boolean;
  readonly onClose: () => void;
  readonly onStart: (typedName: string, ephemeralsToo: boolean) => Promise<void>;
  readonly children: React.ReactNode;
}

function Questions({ plan, isReady, onClose, onStart, children }: QuestionsProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const [typed, setTyped] = useState('');
  const [isSure, setSure] = useState(false);
  const total = plan.total ?? 0;
  const ephemerals = countOf(plan, 'ephemeral');
  const name = nameOf(plan.path);
  const needsName = total > TYPED_NAME_ABOVE;
  const mayStart = isReady && (!needsName || typed === name) && (ephemerals === 0 || isSure);
  return (
    <>
      {ephemerals === 0 ? null : (
        <label className={`${nodeCss.check} ${nodeCss.warn}`}>
          <input type="checkbox" checked={isSure} onChange={(event) => setSure(event.target.checked)} />
          <span>{nt('delete.ephemerals', { n: ephemerals, owners: countOf(plan, 'owners') })}</span>
        </label>
      )}
      {needsName ? (
        <label className={css.field}>
          <span className="label">{nt('delete.type', { name: visible(name), n: total })}</span>
          <input
            className="mono"
            value={typed}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      ) : null}
      {children}
      <div className={css.actions}>
        <Button onClick={onClose}>{t('delete.cancel')}</Button>
        <Button look="danger" disabled={!mayStart} onClick={() => void onStart(typed, isSure)}>
          {nt('delete.start', { n: total })}
        </Button>
      </div>
    </>
  );
}
