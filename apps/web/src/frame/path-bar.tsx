import { Copy, Pencil } from 'lucide-react';
import { Fragment, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { usePlace } from '../routes/use-place.ts';
import { lineageOf, nameOf, visible } from '../tree/path.ts';
import { copyText } from '../ui/copy.ts';
import { say } from '../ui/toast.ts';
import css from './top-bar.module.css';

/** The path of the node on the screen: each part goes there, the pencil lets one paste another. */
export function PathBar() {
  const t = useTranslate();
  const { path, go } = usePlace();
  const [isEditing, setEditing] = useState(false);
  if (isEditing) {
    return (
      <div className={css.path}>
        <PathInput
          path={path}
          onDone={(next) => {
            setEditing(false);
            if (next !== null) void go({ path: next });
          }}
        />
      </div>
    );
  }
  const lineage = lineageOf(path);
  return (
    <div className={css.path}>
      <div className={`mono ${css.crumbs}`}>
        {lineage.map((step, index) => (
          <Fragment key={step}>
            {index > 1 ? (
              <span className={css.slash} aria-hidden="true">
                /
              </span>
            ) : null}
            <button type="button" className={css.crumb} title={step} onClick={() => void go({ path: step })}>
              {visible(nameOf(step))}
            </button>
          </Fragment>
        ))}
      </div>
      <button
        type="button"
        className={css.edit}
        aria-label={t('path.label')}
        title={t('path.label')}
        onClick={() => setEditing(true)}
      >
        <Pencil size={14} strokeWidth={1.75} aria-hidden="true" />
      </button>
      <button
        type="button"
        className={css.edit}
        aria-label={t('path.copy')}
        title={t('path.copy')}
        onClick={async () => say(t((await copyText(path)) ? 'path.copied' : 'path.copyFailed'))}
      >
        <Copy size={14} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </div>
  );
}

function PathInput({ path, onDone }: { path: string; onDone: (next: string | null) => void }) {
  const t = useTranslate();
  const [text, setText] = useState(path);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    // An Enter that ends a composition is not ours.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') onDone(text.startsWith('/') ? trimmed(text) : null);
    if (event.key === 'Escape') onDone(null);
  };
  return (
    <input
      ref={input}
      className={`mono ${css.input}`}
      aria-label={t('path.label')}
      value={text}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => onDone(null)}
    />
  );
}

/** A path may be pasted with a line's end or a closing slash; neither is part of it. */
function trimmed(text: string): string {
  const path = text.replace(/[\r\n]+$/, '');
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
