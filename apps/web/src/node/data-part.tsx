import type { NodeView } from '@vivarium/contract';
import { type ReactNode, useMemo } from 'react';
import { formatBytes } from '../i18n/format.ts';
import { useTranslate } from '../i18n/language.ts';
import { VIEWS, type View } from '../routes/tree-search.ts';
import { usePlace } from '../routes/use-place.ts';
import { visible } from '../tree/path.ts';
import { Choice } from '../ui/button.tsx';
import { bytesOfBase64, guessOf, hexLines, textOfBytes } from '../wire/bytes.ts';
import { Editor } from './editor.tsx';
import { highlightJson } from './json-view.tsx';
import css from './node.module.css';

const HEX_LINES_MAX = 1_024;
const JSON_BYTES_MAX = 262_144;

/** The data as text to edit, as JSON, or as bytes; what cannot be shown without loss is not edited. */
export function DataPart({ node, canWrite }: { readonly node: NodeView; readonly canWrite: boolean }) {
  const t = useTranslate();
  const { search, go } = usePlace();
  const bytes = useMemo(() => bytesOfBase64(node.data), [node.data]);
  const text = useMemo(() => textOfBytes(bytes), [bytes]);
  const guess = useMemo(() => guessOf(bytes, text), [bytes, text]);
  const isText = text !== null && guess !== 'binary' && guess !== 'gzip' && guess !== 'java';
  const view: View = search.as ?? (isText ? 'text' : 'hex');
  return (
    <div className={css.data}>
      <div className={css.bar}>
        <Choice
          label={t('view.label')}
          value={view}
          onChoose={(next) => void go({ as: next }, true)}
          options={VIEWS.map((value) => ({ value, text: t(`view.${value}`) }))}
        />
        <span className="label">
          <span title={t('guess.hint')}>{t(`guess.${guess}`)}</span> · {formatBytes(bytes.length, t)}
        </span>
      </div>
      {view === 'text' && text !== null ? (
        <Editor node={node} text={text} canWrite={canWrite} />
      ) : view === 'json' ? (
        <Json text={text} />
      ) : (
        <Hex bytes={bytes} isFallback={view === 'text'} />
      )}
    </div>
  );
}

function Json({ text }: { readonly text: string | null }) {
  const t = useTranslate();
  const shown = useMemo((): ReactNode => {
    if (text === null || text.length > JSON_BYTES_MAX) return null;
    try {
      return highlightJson(JSON.stringify(JSON.parse(text), null, 2));
    } catch {
      return null;
    }
  }, [text]);
  if (shown === null) return <p className={css.wait}>{t('view.notJson')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <pre className={`mono ${css.pre}`} tabIndex={0} data-testid="json">
      {shown}
    </pre>
  );
}

function Hex({ bytes, isFallback }: { readonly bytes: Uint8Array; readonly isFallback: boolean }) {
  const t = useTranslate();
  const lines = useMemo(() => hexLines(bytes, HEX_LINES_MAX), [bytes]);
  const shownBytes = Math.min(bytes.length, HEX_LINES_MAX * 16);
  return (
    <>
      {isFallback ? <p className={css.notice}>{t('view.notText')}</p> : null}
      {bytes.length === 0 ? <p className={css.wait}>{t('node.empty')}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre className={`mono ${css.pre}`} tabIndex={0} data-testid="hex">
        {lines.map((line) => (
          <span key={line.offset} className={css.hexLine}>
            <span className={css.offset}>{line.offset}</span>
            {'  '}
            {line.hex.padEnd(48)}
            {'  '}
            <span className={css.ascii}>{visible(line.ascii)}</span>
            {'\n'}
          </span>
        ))}
      </pre>
      {shownBytes < bytes.length ? (
        <p className={css.notice}>
          {t('view.cut', { shown: formatBytes(shownBytes, t), total: formatBytes(bytes.length, t) })}
        </p>
      ) : null}
    </>
  );
}
