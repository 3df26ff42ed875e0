import { useQueryClient } from '@tanstack/react-query';
import type { Fault, NodeView } from '@vivarium/contract';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { formatBytes } from '../i18n/format.ts';
import { useTranslate } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { say } from '../ui/toast.ts';
import { api } from '../wire/api.ts';
import { base64OfBytes, bytesOfText } from '../wire/bytes.ts';
import { faultOf } from '../wire/call.ts';
import { Diff } from './diff.tsx';
import { type Draft, draftOf, draftState, drafts, rebased } from './draft.ts';
import css from './node.module.css';

/** The default of jute.maxbuffer is 0xfffff bytes for a whole request. */
const LIMIT_BYTES = 1_048_575;
const NEAR_BYTES = 0.9 * LIMIT_BYTES;

export interface EditorProps {
  readonly node: NodeView;
  readonly text: string;
  readonly canWrite: boolean;
}

type Step = 'edit' | 'review' | 'saving';

/**
 * A plain editor whose every write expects the version the writer saw. A node that changes meanwhile turns
 * the draft into a conflict; the text typed is kept whatever happens.
 */
export function Editor({ node, text, canWrite }: EditorProps) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [draft, setDraftState] = useState<Draft>(() => drafts.get(node.path) ?? draftOf(node, text));
  const [step, setStep] = useState<Step>('edit');
  const [fault, setFault] = useState<Fault | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const state = draftState(draft, node);
  const setDraft = (next: Draft): void => {
    if (next.text === next.baseText) drafts.delete(node.path);
    else drafts.set(node.path, next);
    setDraftState(next);
  };
  useEffect(() => {
    // Untouched text follows the node; a draft never does.
    if (!drafts.has(node.path)) setDraftState(draftOf(node, text));
  }, [node, text]);
  const send = async (): Promise<void> => {
    setStep('saving');
    setFault(null);
    const data = base64OfBytes(bytesOfText(draft.text));
    try {
      const { stat } = await api.set({
        path: node.path,
        data,
        version: draft.baseVersion,
        czxid: draft.baseCzxid,
        guard: { reviewed: true },
      });
      drafts.delete(node.path);
      queries.setQueryData<NodeView>(['node', node.path], (now) => now && { ...now, data, stat });
      setDraftState(draftOf({ ...node, data, stat }, draft.text));
      say(t('editor.saved', { version: stat.version }));
    } catch (error) {
      const answer = faultOf(error);
      setFault(answer);
      if (answer.current) queries.setQueryData<NodeView>(['node', node.path], answer.current);
      else if (answer.code === 'UNKNOWN_OUTCOME')
        void queries.invalidateQueries({ queryKey: ['node', node.path] });
    }
    setStep('edit');
  };
  const isStale = state === 'conflict' || state === 'recreated';
  const mayReview = canWrite && state === 'dirty' && step === 'edit';
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === 's') {
      event.preventDefault();
      if (mayReview) setStep('review');
    } else if (ctrl && event.key === 'Enter' && step === 'review' && state === 'dirty') {
      event.preventDefault();
      void send();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (step === 'review') setStep('edit');
      else document.getElementById('tree')?.focus();
    }
  };
  const discard = (): void => {
    setFault(null);
    setStep('edit');
    setDraft(draftOf(node, text));
  };
  const keepMine = (): void => {
    setFault(null);
    setDraft(rebased(draft, node, text));
  };
  const bytes = bytesOfText(draft.text).length;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole editor, buttons included.
    <div className={css.editor} onKeyDown={onKeyDown}>
      {fault !== null ? <FaultNote fault={fault} /> : null}
      {isStale ? (
        <div className={css.conflict} role="alert" data-testid="conflict">
          <p>
            {state === 'recreated'
              ? t('editor.recreated')
              : t('editor.changedMeanwhile', { mine: draft.baseVersion, theirs: node.stat.version })}
          </p>
          <Diff
            before={text}
            after={draft.text}
            beforeLabel={t('editor.theirs')}
            afterLabel={t('editor.mine')}
          />
          <div className={css.actions}>
            <Button onClick={discard}>{t('editor.takeTheirs')}</Button>
            <Button look="primary" onClick={keepMine}>
              {t('editor.rebase', { version: node.stat.version })}
            </Button>
          </div>
        </div>
      ) : null}
      {step === 'edit' ? (
        <textarea
          ref={area}
          id="editor"
          className={`mono ${css.area}`}
          aria-label={t('editor.label')}
          placeholder={t('node.empty')}
          value={draft.text}
          readOnly={!canWrite && state === 'clean'}
          spellCheck={false}
          onChange={(event) => setDraft({ ...draft, text: event.target.value })}
        />
      ) : (
        <Review draft={draft} path={node.path} />
      )}
      <div className={css.actions}>
        <span
          className={`label ${css.state}`}
          data-testid="editor-state"
          data-state={step === 'edit' ? state : step}
        >
          {step === 'saving' ? t('editor.saving') : state === 'clean' ? t('editor.keys') : t('editor.dirty')}
          {bytes > NEAR_BYTES ? ` ${t('editor.near')}` : ''}
        </span>
        {state !== 'clean' && step === 'edit' && !isStale ? (
          <Button onClick={discard}>{t('editor.discard')}</Button>
        ) : null}
        {step === 'review' ? (
          <>
            <Button onClick={() => setStep('edit')}>{t('editor.back')}</Button>
            <Button
              look="primary"
              autoFocus
              disabled={!canWrite || state !== 'dirty'}
              onClick={() => void send()}
            >
              {t('editor.send')}
            </Button>
          </>
        ) : (
          <Button look="primary" disabled={!mayReview} onClick={() => setStep('review')}>
            {t('editor.review')}
          </Button>
        )}
      </div>
    </div>
  );
}

function Review({ draft, path }: { readonly draft: Draft; readonly path: string }) {
  const t = useTranslate();
  const size = (text: string) => formatBytes(bytesOfText(text).length, t);
  return (
    <div className={css.review} data-testid="review">
      <p className={`mono ${css.op}`}>{t('editor.expects', { path, version: draft.baseVersion })}</p>
      <p className="label">{t('editor.size', { before: size(draft.baseText), after: size(draft.text) })}</p>
      <Diff
        before={draft.baseText}
        after={draft.text}
        beforeLabel={t('editor.before')}
        afterLabel={t('editor.mine')}
      />
    </div>
  );
}
