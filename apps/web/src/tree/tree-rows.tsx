import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslate } from '../i18n/language.ts';
import type { NoteRow, Row } from './known.ts';
import { type TreeAct, treeAct } from './tree-keys.ts';
import css from './tree-pane.module.css';
import { rowId, TreeRow } from './tree-row.tsx';
import { firstRow, rowWindow, scrollOf } from './window.ts';

const TYPE_AHEAD_MS = 1_000;
const keyOf = (row: Row): string => `${row.kind} ${row.path}`;

export interface TreeRowsProps {
  readonly rows: readonly Row[];
  readonly cursor: string;
  readonly onAct: (act: TreeAct) => void;
}

/** The rows that are on the screen; the focus stays on the list and a cursor walks over it. */
export function TreeRows({ rows, cursor, onAct: act }: TreeRowsProps) {
  const t = useTranslate();
  const onAct = useSteady(act);
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', atMs: 0 });
  const [scrollPx, setScrollPx] = useState(0);
  const [viewPx, setViewPx] = useState(600);
  const rowPx = useRowPx(list);
  const unseen = useUnseen(rows, scrollPx, viewPx, rowPx);
  useStillTop(list, rows, rowPx, scrollPx > 0);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setViewPx(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // Only a moved cursor scrolls; new rows never pull the view away from what is being read.
  const cursorAt = useMemo(
    () => rows.findIndex((row) => row.kind === 'node' && row.path === cursor),
    [rows, cursor],
  );
  const isListed = cursorAt >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows and sizes must not trigger it.
  useEffect(() => {
    const element = list.current;
    if (cursorAt < 0 || element === null) return;
    const top = scrollOf(cursorAt, rows.length, rowPx, element.clientHeight);
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowPx > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + rowPx - element.clientHeight;
    }
  }, [cursor, isListed]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.altKey || event.target !== list.current) return;
    const nowMs = performance.now();
    const isFresh = nowMs - typed.current.atMs > TYPE_AHEAD_MS;
    const text = event.key.length === 1 ? (isFresh ? '' : typed.current.text) + event.key : '';
    const ctrl = event.ctrlKey || event.metaKey;
    const pageRows = Math.max(1, Math.floor(viewPx / rowPx) - 1);
    const act = treeAct(rows, cursor, {
      key: event.key,
      ctrl,
      shift: event.shiftKey,
      typed: text,
      pageRows,
    });
    if (act === null) return;
    if (event.key.length === 1 && !ctrl) typed.current = { text, atMs: nowMs };
    event.preventDefault();
    onAct(act);
  };
  const shown = rowWindow(rows.length, rowPx, scrollPx, viewPx);
  useMoreInSight(rows.slice(shown.from, shown.to), onAct);
  const toTop = () => list.current?.scrollTo({ top: 0 });
  return (
    <div className={css.body}>
      {unseen > 0 ? (
        <button type="button" className={css.pill} onClick={toTop}>
          {t('tree.above', { n: unseen })}
        </button>
      ) : null}
      <div
        ref={list}
        role="tree"
        tabIndex={0}
        id="tree"
        aria-label={t('tree.label')}
        aria-activedescendant={isListed ? rowId(cursor) : undefined}
        title={t('tree.keys')}
        className={css.list}
        onScroll={(event) => setScrollPx(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
      >
        {/* A property set by script is not an inline style to the page's policy. */}
        <div role="presentation" className={css.canvas} style={{ height: shown.heightPx }}>
          <div role="presentation" className={css.window} style={{ top: shown.offsetPx }}>
            {rows.slice(shown.from, shown.to).map((row) => (
              <TreeRow
                key={keyOf(row)}
                row={row}
                isCursor={row.kind === 'node' && row.path === cursor}
                onAct={onAct}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

/** The same function for as long as the list stands, so that rows need not be drawn for its sake. */
function useSteady(act: (act: TreeAct) => void): (act: TreeAct) => void {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((next) => latest.current(next), []);
}

/** The next page of a folder comes when the end of what is listed comes into sight. */
function useMoreInSight(shown: readonly Row[], onAct: (act: TreeAct) => void): void {
  const asked = useRef('');
  const more = shown.find((row): row is NoteRow => row.kind === 'more');
  const key = more === undefined ? '' : `${more.path} ${more.left}`;
  useEffect(() => {
    if (more === undefined || asked.current === key) return;
    asked.current = key;
    onAct({ act: 'more', path: more.path });
  });
}

/** The row height is the style's to say. */
function useRowPx(list: React.RefObject<HTMLElement | null>): number {
  const [rowPx, setRowPx] = useState(24);
  useLayoutEffect(() => {
    if (list.current === null) return;
    const px = Number.parseFloat(getComputedStyle(list.current).getPropertyValue('--row'));
    if (px > 0) setRowPx(px);
  }, [list]);
  return rowPx;
}

/** Keeps the row at the top edge where it is when rows come or go above it. */
function useStillTop(
  list: React.RefObject<HTMLElement | null>,
  rows: readonly Row[],
  rowPx: number,
  isScrolled: boolean,
): void {
  const before = useRef<readonly Row[]>(rows);
  useLayoutEffect(() => {
    const element = list.current;
    const past = before.current;
    before.current = rows;
    // At the top nothing can come above; asking the element would cost a layout for each batch of changes.
    if (!isScrolled || element === null || past === rows || element.scrollTop === 0) return;
    const first = firstRow(past.length, rowPx, element.scrollTop, element.clientHeight);
    const top = past[Math.floor(first)];
    if (top === undefined) return;
    const index = rows.findIndex((row) => row.path === top.path && row.kind === top.kind);
    const moved = index - Math.floor(first);
    if (index >= 0 && moved !== 0) {
      element.scrollTop = scrollOf(first + moved, rows.length, rowPx, element.clientHeight);
    }
  }, [list, rows, rowPx, isScrolled]);
}

/** How many nodes were made above the top edge since it was last passed. */
function useUnseen(rows: readonly Row[], scrollPx: number, viewPx: number, rowPx: number): number {
  const unseen = useRef({ rows, at: new Map<string, number>() });
  const { at } = unseen.current;
  // All rows are gone through when they change, and only those few when the view scrolls.
  if (unseen.current.rows !== rows) {
    unseen.current.rows = rows;
    const before = new Set(at.keys());
    at.clear();
    let index = 0;
    for (const row of rows) {
      if (row.kind === 'node' && row.mark !== 'deleted') {
        if (row.mark === 'created' || (before.size > 0 && before.has(row.path))) at.set(row.path, index);
      }
      index += 1;
    }
  }
  const first = Math.floor(firstRow(rows.length, rowPx, scrollPx, viewPx));
  for (const [path, index] of at) if (index >= first) at.delete(path);
  return first === 0 ? 0 : at.size;
}
