import type { NodeView } from '@vivarium/contract';
import { type KeyboardEvent, lazy, useMemo, useRef } from 'react';
import { type GuardDraft, useGuardDraft } from '../guard/guard-fields.tsx';
import { useTranslate } from '../i18n/language.ts';
import type { View } from '../routes/tree-search.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Part } from '../ui/part.tsx';
import { fetched } from '../wire/fetched.ts';
import { AuthDoor } from './auth-door.tsx';
import { lineBreakOf } from './code/line-breaks.ts';
import { Conflict } from './conflict.tsx';
import type { Charset } from './decode/charsets.ts';
import type { Language } from './decode/views.ts';
import css from './node.module.css';
import { type Caret, PlainArea, untilLeft } from './plain-area.tsx';
import { Review } from './review.tsx';
import { useNodeTexts } from './texts.ts';
import { useDraft } from './use-draft.ts';

const CodeArea = lazy(async () => {
  const { CodeArea } = await fetched(() => import('./code/code-area.tsx'));
  await untilLeft();
  return { default: CodeArea };
});

/** The default of jute.maxbuffer is 0xfffff bytes for a whole request. */
const LIMIT_BYTES = 1_048_575;
const NEAR_BYTES = 0.9 * LIMIT_BYTES;
/** Longer text is shown without colours. */
const COLOURED_MAX = 262_144;

export interface EditorProps {
  readonly node: NodeView;
  readonly text: string;
  readonly view: View;
  readonly charset: Charset;
  readonly language: Language | null;
  readonly canWrite: boolean;
}

/**
 * An editor whose every write expects the version the writer saw. A node that changes meanwhile turns the draft into
 * a conflict; the text typed is kept whatever happens.
 */
export function Editor({ node, text, view, charset, language, canWrite }: EditorProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const { draft, state, step, setStep, fault, send, type, discard, keepMine } = useDraft(
    node,
    text,
    view,
    charset,
  );
  const guard = useGuardDraft(node.path);
  const bytes = useMemo(() => charset.encode(draft.text)?.length ?? null, [charset, draft.text]);
  const isStale = state === 'conflict' || state === 'recreated';
  const isWritable = bytes !== null && bytes <= LIMIT_BYTES;
  const mayReview = canWrite && state === 'dirty' && step === 'edit' && isWritable;
  const maySend = canWrite && state === 'dirty' && step === 'review' && guard.isReady;
  const isLarge = draft.text.length > COLOURED_MAX;
  const caret = useRef<Caret | null>(null);
  const area = {
    text: draft.text,
    lineBreak: lineBreakOf(draft.baseText),
    isReadOnly: !canWrite && state === 'clean',
    label: t('editor.label'),
    caret,
    onChange: type,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.defaultPrevented) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === 's') {
      event.preventDefault();
      if (mayReview) setStep('review');
    } else if (ctrl && event.key === 'Enter' && maySend) {
      event.preventDefault();
      void send(guard.guard);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (step === 'review') setStep('edit');
      else document.getElementById('tree')?.focus();
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole editor, buttons included.
    <div className={css.editor} onKeyDown={onKeyDown}>
      {fault !== null ? <FaultNote fault={fault} /> : null}
      {fault?.code === 'NOAUTH' ? (
        <div>
          <AuthDoor acl={node.acl} />
        </div>
      ) : null}
      {isStale ? (
        <Conflict
          draft={draft}
          node={node}
          theirs={text}
          isRecreated={state === 'recreated'}
          onDiscard={discard}
          onKeep={keepMine}
        />
      ) : null}
      {step === 'edit' ? (
        <Part fallback={<PlainArea {...area} />}>
          <CodeArea {...area} language={isLarge ? null : language} hint={t('node.empty')} />
        </Part>
      ) : (
        <Review draft={draft} path={node.path} language={isLarge ? null : language} guard={guard} />
      )}
      {isLarge ? <p className="label">{nt('view.large')}</p> : null}
      {bytes === null ? (
        <p className={css.warn}>{nt('editor.unwritable', { view: nt(`view.${view}`) })}</p>
      ) : bytes > LIMIT_BYTES ? (
        <p className={css.warn}>{nt('editor.tooLarge')}</p>
      ) : bytes > NEAR_BYTES ? (
        <p className={css.warn}>{t('editor.near')}</p>
      ) : null}
      <div className={css.actions}>
        <span
          className={`label ${css.state}`}
          data-testid="editor-state"
          data-state={step === 'edit' ? state : step}
        >
          {step === 'saving' ? t('editor.saving') : state === 'clean' ? t('editor.keys') : t('editor.dirty')}
        </span>
        {step === 'edit' ? (
          <>
            {language === 'json' && canWrite && !isStale ? <LayOut text={draft.text} onDone={type} /> : null}
            {state !== 'clean' && !isStale ? <Button onClick={discard}>{t('editor.discard')}</Button> : null}
            <Button look="primary" disabled={!mayReview} onClick={() => setStep('review')}>
              {t('editor.review')}
            </Button>
          </>
        ) : (
          <Sending isBusy={step === 'saving'} {...{ maySend, guard, send }} onBack={() => setStep('edit')} />
        )}
      </div>
    </div>
  );
}

interface SendingProps {
  readonly isBusy: boolean;
  readonly maySend: boolean;
  readonly guard: GuardDraft;
  readonly send: (guard: GuardDraft['guard']) => Promise<void>;
  readonly onBack: () => void;
}

function Sending({ isBusy, maySend, guard, send, onBack }: SendingProps) {
  const t = useTranslate();
  return (
    <>
      <Button disabled={isBusy} onClick={onBack}>
        {t('editor.back')}
      </Button>
      <Button look="primary" autoFocus disabled={!maySend} onClick={() => void send(guard.guard)}>
        {t('editor.send')}
      </Button>
    </>
  );
}

/** Lays JSON out anew, as a change like any other. */
function LayOut({ text, onDone }: { readonly text: string; readonly onDone: (text: string) => void }) {
  const nt = useNodeTexts();
  const laidOut = useMemo(() => layOut(text), [text]);
  if (laidOut === null || laidOut === text) return null;
  return <Button onClick={() => onDone(laidOut)}>{nt('format')}</Button>;
}

function layOut(text: string): string | null {
  // Numbers that JavaScript cannot hold exactly would be written as others.
  if (text.length > COLOURED_MAX || /\d{16}|\d[eE]|\.\d{15}/.test(text)) return null;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}
