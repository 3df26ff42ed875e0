import { useQueryClient } from '@tanstack/react-query';
import type { Fault, NodeView, WriteGuard } from '@vivarium/contract';
import { useEffect, useState } from 'react';
import { useOfferUndo } from '../guard/offer-undo.ts';
import { useTranslate } from '../i18n/language.ts';
import type { View } from '../routes/tree-search.ts';
import { api } from '../wire/api.ts';
import { base64OfBytes } from '../wire/bytes.ts';
import { faultOf } from '../wire/call.ts';
import type { Charset } from './decode/charsets.ts';
import { type Draft, draftOf, draftState, rebased } from './draft.ts';
import { drafts } from './drafts.ts';

export type Step = 'edit' | 'review' | 'saving';

/** The draft of a node, what became of it, and the ways it can go. */
export function useDraft(node: NodeView, text: string, view: View, charset: Charset) {
  const t = useTranslate();
  const queries = useQueryClient();
  const offerUndo = useOfferUndo();
  const [draft, setDraftState] = useState<Draft>(() => drafts.get(node.path) ?? draftOf(node, text, view));
  const [step, setStep] = useState<Step>('edit');
  const [fault, setFault] = useState<Fault | null>(null);
  const setDraft = (next: Draft): void => {
    if (next.text === next.baseText) drafts.delete(node.path);
    else drafts.set(node.path, next);
    setDraftState(next);
  };
  useEffect(() => {
    // Untouched text follows the node; a draft never does.
    if (drafts.get(node.path) === undefined) setDraftState(draftOf(node, text, view));
  }, [node, text, view]);
  const send = async (guard: WriteGuard): Promise<void> => {
    const bytes = charset.encode(draft.text);
    if (bytes === null) return;
    setStep('saving');
    setFault(null);
    const data = base64OfBytes(bytes);
    const { baseVersion: version, baseCzxid: czxid } = draft;
    try {
      const { stat, undo } = await api.set({ path: node.path, data, version, czxid, guard });
      drafts.delete(node.path);
      queries.setQueryData<NodeView>(['node', node.path], (now) => now && { ...now, data, stat });
      setDraftState(draftOf({ ...node, data, stat }, draft.text, view));
      offerUndo(t('editor.saved', { version: stat.version }), undo, guard);
    } catch (error) {
      const answer = faultOf(error);
      setFault(answer);
      if (answer.current) queries.setQueryData<NodeView>(['node', node.path], answer.current);
      else if (answer.code === 'UNKNOWN_OUTCOME')
        void queries.invalidateQueries({ queryKey: ['node', node.path] });
    }
    setStep('edit');
  };
  const settle = (next: Draft): void => {
    setFault(null);
    setStep('edit');
    setDraft(next);
  };
  return {
    draft,
    state: draftState(draft, node),
    step,
    setStep,
    fault,
    send,
    type: (next: string) => setDraft({ ...draft, text: next }),
    discard: () => settle(draftOf(node, text, view)),
    keepMine: (mine = draft.text) => settle({ ...rebased(draft, node, text), text: mine }),
  };
}
