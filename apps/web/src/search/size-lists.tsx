import type { JobItem, JobView } from '@vivarium/contract';
import { useMemo } from 'react';
import { ItemList } from '../jobs/item-list.tsx';
import css from './search.module.css';
import { useSearchTexts } from './texts.ts';

const LISTS = ['node', 'subtree', 'children'] as const;

/** What takes the room, largest first. */
export function SizeLists({ job, items }: { readonly job: JobView; readonly items: readonly JobItem[] }) {
  const t = useSearchTexts();
  const lists = useMemo(
    () => LISTS.map((what) => [what, items.filter((item) => item.what === what)] as const),
    [items],
  );
  if (items.length === 0) return null;
  return (
    <div className={css.lists}>
      {lists.map(([what, listed]) => (
        <section key={what} aria-label={t(what)} className={css.list} data-list={what}>
          <h3>{t(what)}</h3>
          <ItemList job={{ ...job, itemsFound: listed.length, items: listed.length }} items={listed} />
        </section>
      ))}
    </div>
  );
}
