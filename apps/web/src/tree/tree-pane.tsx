import { RotateCw } from 'lucide-react';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { SORTS, type Sort } from '../routes/tree-search.ts';
import { usePlace } from '../routes/use-place.ts';
import { useStore } from '../stores/store.ts';
import { useTree } from '../stores/tree-context.ts';
import { AgedNote } from '../ui/aged-note.tsx';
import { Button } from '../ui/button.tsx';
import { Pane } from '../ui/pane.tsx';
import type { TreeAct } from './tree-keys.ts';
import css from './tree-pane.module.css';
import { TreeRows } from './tree-rows.tsx';

export interface TreePaneProps {
  /** Carries out what is not the tree's own: edit, create, delete, copy. */
  readonly onAct: (act: TreeAct) => void;
}

/** The live znode tree, with a filter over what is listed. */
export function TreePane({ onAct }: TreePaneProps) {
  const t = useTranslate();
  const tree = useTree();
  const { search, path, go } = usePlace();
  const filter = useRef<HTMLInputElement>(null);
  const rows = useSyncExternalStore(tree.model.subscribe, tree.model.rows);
  const q = search.q ?? '';
  useEffect(() => tree.model.setFilter(q), [tree, q]);
  const sort = search.sort ?? 'name';
  useEffect(() => tree.sort(sort), [tree, sort]);
  const readAtMs = useStore(tree.readAtMs, (now) => now);
  const isUnsorted = useStore(tree.unsorted, (now) => now);
  const act = (next: TreeAct): void => {
    if (next.act === 'filter') {
      filter.current?.focus();
      return;
    }
    if (next.act === 'go') return void go({ path: next.path }, true);
    if (next.act === 'open') return void tree.open(next.path);
    if (next.act === 'close') {
      tree.close(next.path);
      return;
    }
    if (next.act === 'more') return void tree.more(next.path);
    if (next.act === 'openSiblings') {
      next.paths.forEach((sibling) => void tree.open(sibling));
      return;
    }
    onAct(next);
  };
  const count = useMemo(() => rows.reduce((n, row) => (row.kind === 'node' ? n + 1 : n), 0), [rows]);
  const isBare = rows.length === 2 && rows[1]?.path === '/zookeeper' && q === '';
  return (
    <Pane
      title={t('pane.tree')}
      caption={<span className={css.rows}>{t('tree.rows', { n: count })}</span>}
      className={css.pane}
      end={
        <>
          <input
            ref={filter}
            className={css.filter}
            type="search"
            aria-label={t('tree.filter')}
            placeholder={t('tree.filter')}
            value={q}
            onChange={(event) => void go({ q: event.target.value }, true)}
          />
          <select
            className={css.sort}
            aria-label={t('tree.sort')}
            title={isUnsorted ? t('tree.unsorted') : t('tree.sort')}
            value={sort}
            onChange={(event) => void go({ sort: event.target.value as Sort }, true)}
          >
            {SORTS.map((each) => (
              <option key={each} value={each}>
                {t(`tree.sort.${each}`)}
              </option>
            ))}
          </select>
          <Button
            look="quiet"
            aria-label={t('tree.refresh')}
            title={t('tree.refresh')}
            onClick={() => tree.reread()}
          >
            <RotateCw size={15} strokeWidth={1.75} aria-hidden="true" />
          </Button>
        </>
      }
    >
      <AgedNote readAtMs={readAtMs} />
      {isUnsorted ? <p className={css.unsorted}>{t('tree.unsorted')}</p> : null}
      <TreeRows rows={rows} cursor={path} onAct={act} />
      {q !== '' && count <= 1 ? <p className={css.hint}>{t('tree.noMatch')}</p> : null}
      {isBare ? (
        <div className={css.hint}>
          <p>{t('tree.empty')}</p>
          <Button onClick={() => onAct({ act: 'create', path: '/' })}>{t('tree.emptyHint')}</Button>
        </div>
      ) : null}
    </Pane>
  );
}
