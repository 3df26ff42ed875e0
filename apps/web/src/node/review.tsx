import { useQuery } from '@tanstack/react-query';
import { lazy } from 'react';
import { type GuardDraft, GuardFields } from '../guard/guard-fields.tsx';
import { formatBytes } from '../i18n/format.ts';
import { useTranslate } from '../i18n/language.ts';
import { visible } from '../tree/path.ts';
import { Part } from '../ui/part.tsx';
import { fetched } from '../wire/fetched.ts';
import { charsetOf, type Language } from './decode/views.ts';
import type { Draft } from './draft.ts';
import css from './node.module.css';
import { nodeApi } from './node-api.ts';
import { useNodeTexts } from './texts.ts';

const CodeDiff = lazy(async () => ({
  default: (await fetched(() => import('./code/code-diff.tsx'))).CodeDiff,
}));

export interface ReviewProps {
  readonly draft: Draft;
  readonly path: string;
  readonly language: Language | null;
  readonly guard: GuardDraft;
}

/** The write exactly as it will leave: operation, expected version, difference, who will be told. */
export function Review({ draft, path, language, guard }: ReviewProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const size = (text: string) => formatBytes(charsetOf(draft.view)?.encode(text)?.length ?? text.length, t);
  const wasJson = language === 'json' && isJson(draft.baseText) && !isJson(draft.text);
  return (
    <div className={css.review} data-testid="review">
      <p className={`mono ${css.op}`}>
        {t('editor.expects', { path: visible(path), version: draft.baseVersion })}
      </p>
      <p className="label">
        {t('editor.size', { before: size(draft.baseText), after: size(draft.text) })} · <Told path={path} />
      </p>
      {wasJson ? <p className={css.warn}>{nt('review.badJson')}</p> : null}
      <Part fallback={<div className={css.code} />}>
        <CodeDiff
          before={draft.baseText}
          after={draft.text}
          language={language}
          label={nt('review.label')}
          folded={nt('review.folded')}
        />
      </Part>
      <GuardFields draft={guard} />
    </div>
  );
}

/** How many sessions the write will wake, where a member tells. */
function Told({ path }: { readonly path: string }) {
  const nt = useNodeTexts();
  const { data } = useQuery({
    queryKey: ['znode sessions', path, 'review'],
    queryFn: ({ signal }) => nodeApi.sessions(path, signal),
    staleTime: 0,
    gcTime: 0,
  });
  if (data === undefined) return null;
  const { watchedBy } = data;
  return (
    <span data-testid="told">
      {watchedBy === null ? nt('review.watchesUnknown') : nt('review.watches', { n: watchedBy.length })}
    </span>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
