import type { NodeView } from '@vivarium/contract';
import { useMemo } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { Diff } from './diff.tsx';
import type { Draft } from './draft.ts';
import { merge } from './merge.ts';
import css from './node.module.css';
import { useNodeTexts } from './texts.ts';

export interface ConflictProps {
  readonly draft: Draft;
  readonly node: NodeView;
  readonly theirs: string;
  readonly isRecreated: boolean;
  readonly onDiscard: () => void;
  /** Goes on with this text, against the node as it is now. */
  readonly onKeep: (text?: string) => void;
}

/** Three texts: where both began, what they made of it, what the writer made of it; and the ways on. */
export function Conflict({ draft, node, theirs, isRecreated, onDiscard, onKeep }: ConflictProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const { version } = node.stat;
  const merged = useMemo(
    () => merge(draft.baseText, draft.text, theirs),
    [draft.baseText, draft.text, theirs],
  );
  return (
    <div className={css.conflict} role="alert" data-testid="conflict">
      <p>
        {isRecreated
          ? t('editor.recreated')
          : t('editor.changedMeanwhile', { mine: draft.baseVersion, theirs: version })}
      </p>
      <div className={css.sides}>
        <section aria-label={nt('conflict.theirs')} data-testid="theirs">
          <h3 className="label">{nt('conflict.theirs')}</h3>
          <Diff
            before={draft.baseText}
            after={theirs}
            beforeLabel={nt('conflict.base')}
            afterLabel={t('editor.theirs')}
          />
        </section>
        <section aria-label={nt('conflict.mine')} data-testid="mine">
          <h3 className="label">{nt('conflict.mine')}</h3>
          <Diff
            before={draft.baseText}
            after={draft.text}
            beforeLabel={nt('conflict.base')}
            afterLabel={t('editor.mine')}
          />
        </section>
      </div>
      <div className={css.actions}>
        <Button onClick={onDiscard}>{t('editor.takeTheirs')}</Button>
        <Button onClick={() => onKeep(merged.text)}>
          {merged.overlaps === 0 ? nt('conflict.merge') : nt('conflict.overlaps', { n: merged.overlaps })}
        </Button>
        <Button look="primary" onClick={() => onKeep()}>
          {t('editor.rebase', { version })}
        </Button>
      </div>
    </div>
  );
}
