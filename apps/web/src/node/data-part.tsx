import type { NodeView } from '@vivarium/contract';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { formatBytes } from '../i18n/format.ts';
import { useTranslate } from '../i18n/language.ts';
import type { View } from '../routes/tree-search.ts';
import { usePlace } from '../routes/use-place.ts';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { bytesOfBase64, HEX_LINE_BYTES, hexLines } from '../wire/bytes.ts';
import { latin1, utf8 } from './decode/charsets.ts';
import { guessOf } from './decode/guess.ts';
import { gunzip, type Unpacked } from './decode/gunzip.ts';
import { javaOutline } from './decode/java-outline.ts';
import { charsetOf, isLossless, languageOf, viewOfGuess } from './decode/views.ts';
import { drafts } from './drafts.ts';
import { Editor } from './editor.tsx';
import { highlightJson } from './json-view.tsx';
import css from './node.module.css';
import { useNodeTexts } from './texts.ts';
import { ViewChoice } from './view-choice.tsx';

const HEX_LINES_MAX = 2_048;
const JSON_BYTES_MAX = 262_144;

type Bytes = Uint8Array<ArrayBuffer>;

/** The data as text to edit, as what is inside it, or as bytes; what cannot be shown without loss is not edited. */
export function DataPart({ node, canWrite }: { readonly node: NodeView; readonly canWrite: boolean }) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const { search, go } = usePlace();
  const bytes = useMemo(() => bytesOfBase64(node.data), [node.data]);
  const guess = useMemo(() => guessOf(bytes), [bytes]);
  const view: View = search.as ?? drafts.get(node.path)?.view ?? viewOfGuess(guess);
  return (
    <div className={css.data}>
      <div className={css.bar}>
        <ViewChoice value={view} onChoose={(next) => void go({ as: next }, true)} />
        <span className="label">
          <span className={css.chip} title={nt('guess.hint')} data-testid="guess">
            {nt(`guess.${guess}`)}
          </span>{' '}
          {formatBytes(bytes.length, t)}
        </span>
      </div>
      <Shown node={node} bytes={bytes} view={view} guess={guess} canWrite={canWrite} />
    </div>
  );
}

interface ShownProps {
  readonly node: NodeView;
  readonly bytes: Bytes;
  readonly view: View;
  readonly guess: ReturnType<typeof guessOf>;
  readonly canWrite: boolean;
}

function Shown({ node, bytes, view, guess, canWrite }: ShownProps) {
  const nt = useNodeTexts();
  const { go } = usePlace();
  const charset = charsetOf(view);
  const text = useMemo(() => charset?.decode(bytes) ?? null, [charset, bytes]);
  if (view === 'json') return <Json bytes={bytes} />;
  if (view === 'gzip') return <Gzip bytes={bytes} />;
  if (view === 'java') return <Outline bytes={bytes} />;
  if (charset === undefined) return <Hex bytes={bytes} isInsteadOf={null} />;
  const draft = drafts.get(node.path);
  if (draft !== undefined && draft.view !== view) {
    return (
      <>
        <div className={css.notice}>
          {nt('draft.elsewhere', { view: nt(`view.${draft.view}`) })}{' '}
          <Button onClick={() => void go({ as: draft.view }, true)}>{nt('draft.go')}</Button>
        </div>
        {text === null ? <Hex bytes={bytes} isInsteadOf={view} /> : <Plain text={text} />}
      </>
    );
  }
  if (text === null) return <Hex bytes={bytes} isInsteadOf={view} />;
  if (!isLossless(charset, bytes, text)) {
    return (
      <>
        <p className={css.notice}>{nt('view.lossy', { view: nt(`view.${view}`) })}</p>
        <Plain text={text} />
      </>
    );
  }
  const language = languageOf(view, guess);
  return <Editor key={view} {...{ node, text, view, charset, language, canWrite }} />;
}

function Plain({ text }: { readonly text: string }) {
  const shown = text.slice(0, JSON_BYTES_MAX).split('\n').map(lineOf).join('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <pre className={`mono ${css.pre}`} tabIndex={0} data-testid="plain">
      {shown}
    </pre>
  );
}

/** Tabs and line ends are common in data and harmless; everything else hidden is written out. */
function lineOf(line: string): string {
  return line.replace(/\r$/, '').split('\t').map(visible).join('\t');
}

function Gzip({ bytes }: { readonly bytes: Bytes }) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const [unpacked, setUnpacked] = useState<Unpacked | null | 'waiting'>('waiting');
  useEffect(() => {
    let isCurrent = true;
    setUnpacked('waiting');
    void gunzip(bytes).then((found) => {
      if (isCurrent) setUnpacked(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [bytes]);
  if (unpacked === 'waiting') return null;
  if (unpacked === null) return <Hex bytes={bytes} isInsteadOf="gzip" />;
  const inside = utf8.decode(unpacked.bytes);
  const packed = formatBytes(bytes.length, t);
  const size = formatBytes(unpacked.bytes.length, t);
  return (
    <>
      <p className={css.notice}>
        {unpacked.isCut
          ? nt('view.unpackedCut', { packed, shown: size })
          : nt('view.unpacked', { packed, unpacked: size })}
      </p>
      {inside === null && !unpacked.isCut ? (
        <Hex bytes={unpacked.bytes} isInsteadOf={null} />
      ) : (
        <Plain text={inside ?? latin1.decode(unpacked.bytes) ?? ''} />
      )}
    </>
  );
}

function Outline({ bytes }: { readonly bytes: Bytes }) {
  const nt = useNodeTexts();
  const outline = useMemo(() => javaOutline(bytes), [bytes]);
  if (outline === null) return <Hex bytes={bytes} isInsteadOf="java" />;
  return (
    <>
      <p className={css.notice}>{nt('view.readOnly')}</p>
      <Plain text={outline} />
    </>
  );
}

function Json({ bytes }: { readonly bytes: Bytes }) {
  const nt = useNodeTexts();
  const text = useMemo(() => utf8.decode(bytes), [bytes]);
  const shown = useMemo((): ReactNode => {
    if (text === null || text.length > JSON_BYTES_MAX) return null;
    try {
      return highlightJson(JSON.stringify(JSON.parse(text), null, 2));
    } catch {
      return null;
    }
  }, [text]);
  if (text === null) return <Hex bytes={bytes} isInsteadOf="json" />;
  if (shown === null) {
    return (
      <>
        <p className={css.notice}>{nt(text.length > JSON_BYTES_MAX ? 'view.large' : 'view.notJson')}</p>
        <Plain text={text} />
      </>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <pre className={`mono ${css.pre}`} tabIndex={0} data-testid="json">
      {shown}
    </pre>
  );
}

function Hex({ bytes, isInsteadOf }: { readonly bytes: Uint8Array; readonly isInsteadOf: View | null }) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const lines = useMemo(() => hexLines(bytes, HEX_LINES_MAX), [bytes]);
  const shownBytes = Math.min(bytes.length, HEX_LINES_MAX * HEX_LINE_BYTES);
  return (
    <>
      {isInsteadOf === null ? null : (
        <p className={css.notice}>{nt('view.notThis', { view: nt(`view.${isInsteadOf}`) })}</p>
      )}
      {bytes.length === 0 ? <p className={css.wait}>{t('node.empty')}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre className={`mono ${css.pre}`} tabIndex={0} data-testid="hex">
        {lines.map((line) => (
          <span key={line.offset} className={css.hexLine}>
            <span className={css.offset}>{line.offset}</span>
            {'  '}
            {line.hex.padEnd(3 * HEX_LINE_BYTES)}
            {'  '}
            <span className={css.ascii}>{visible(line.ascii)}</span>
            {'\n'}
          </span>
        ))}
      </pre>
      {shownBytes < bytes.length ? (
        <p className={css.notice}>
          {nt('view.cut', { shown: formatBytes(shownBytes, t), total: formatBytes(bytes.length, t) })}
        </p>
      ) : null}
    </>
  );
}
