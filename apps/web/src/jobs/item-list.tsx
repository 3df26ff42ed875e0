import { Link } from '@tanstack/react-router';
import type { JobItem, JobView } from '@vivarium/contract';
import { useEffect, useRef, useState } from 'react';
import { formatBytes, formatCount } from '../i18n/format.ts';
import { type Language, type Translate, useLanguage, useTranslate } from '../i18n/language.ts';
import { visible } from '../tree/path.ts';
import { rowWindow } from '../tree/window.ts';
import { countName, whatName } from './job-words.ts';
import css from './jobs.module.css';
import { type TranslateJob, useJobTexts } from './texts.ts';

const ROW_PX = 26;

export interface ItemListProps {
  readonly job: JobView;
  readonly items: readonly JobItem[];
  /** The text that was looked for is marked in paths and excerpts. */
  readonly mark?: string;
}

/** The lines of a result; only those on the screen are drawn. */
export function ItemList({ job, items, mark = '' }: ItemListProps) {
  const t = useJobTexts();
  const list = useRef<HTMLUListElement>(null);
  const [scrollPx, setScrollPx] = useState(0);
  const [viewPx, setViewPx] = useState(300);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setViewPx(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  if (job.items === 0 && job.endedAtMs !== null) return <p className={css.none}>{t('items.none')}</p>;
  const shown = rowWindow(items.length, ROW_PX, scrollPx, viewPx);
  return (
    <>
      <ul
        ref={list}
        className={css.items}
        aria-label={t('items.label')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        data-testid="job-items"
        onScroll={(event) => setScrollPx(event.currentTarget.scrollTop)}
      >
        {/* Properties set by script are not inline styles to the page's policy. */}
        <li aria-hidden="true" style={{ height: shown.offsetPx }} />
        {items.slice(shown.from, shown.to).map((item) => (
          // A path is listed once for each thing that is said of it.
          <Item key={`${item.what} ${item.path} ${item.detail}`} item={item} mark={mark} />
        ))}
        <li aria-hidden="true" style={{ height: Math.max(0, (items.length - shown.to) * ROW_PX) }} />
      </ul>
      {job.itemsFound > job.items ? (
        <p className={css.none}>{t('items.cut', { shown: job.items, all: job.itemsFound })}</p>
      ) : null}
    </>
  );
}

function Item({ item, mark }: { readonly item: JobItem; readonly mark: string }) {
  const t = useJobTexts();
  const tt = useTranslate();
  const language = useLanguage();
  const { what, path, detail } = item;
  const line = /^BAD_UPLOAD (\d+)$/.exec(detail ?? '')?.[1];
  return (
    <li className={css.item} data-what={what} data-path={path}>
      <span className={`label ${css.what}`}>{whatName(what, t)}</span>
      <Link
        to="/c/$conn/tree"
        params={{ conn: 'local' }}
        search={{ path }}
        className={`mono ${css.path}`}
        title={path}
      >
        <Marked text={visible(path)} mark={what === 'name' ? mark : ''} />
      </Link>
      {detail === null ? null : (
        <span className={`mono ${css.detail}`}>
          {line === undefined ? <Marked text={visible(detail)} mark={mark} /> : t('items.line', { n: line })}
        </span>
      )}
      <span className={`mono ${css.size}`}>{sizeText(item, t, tt, language)}</span>
    </li>
  );
}

/** Of a subtree both: how many nodes, and their data. */
function sizeText(
  { what, bytes, nodes }: JobItem,
  t: TranslateJob,
  tt: Translate,
  language: Language,
): string {
  if (what === 'children' && nodes !== null) return tt('tree.children', { n: nodes });
  const size = bytes === null ? [] : [formatBytes(bytes, tt)];
  if (nodes === null || what === 'node') return size.join('');
  return [`${formatCount(nodes, language)} ${countName('nodes', t, nodes)}`, ...size].join(' · ');
}

function Marked({ text, mark }: { readonly text: string; readonly mark: string }) {
  const at = mark === '' ? -1 : text.toLowerCase().lastIndexOf(mark.toLowerCase());
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + mark.length)}</mark>
      {text.slice(at + mark.length)}
    </>
  );
}
