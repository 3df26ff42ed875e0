import { Link, useLocation } from '@tanstack/react-router';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import { formatCount } from '../i18n/format.ts';
import { type Key, useLanguage, useTranslate } from '../i18n/language.ts';
import { useScrollEdges } from '../ui/scroll-edges.ts';
import { PAGES, type PageEntry, type PageGroup, pageKeyOf, paramsOf } from './pages.ts';
import css from './rail.module.css';
import { chooseRail, useRailWidth } from './rail-width.ts';
import { usePageCounts } from './use-page-counts.ts';

const ICON = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const;
/** As in the style: the rail is a row above the page. */
const ONE_ROW = '(max-width: 700px)';
const GROUPS: readonly { readonly group: PageGroup; readonly name: Key | null }[] = [
  { group: 'main', name: null },
  { group: 'wild', name: 'rail.wild' },
  { group: 'record', name: 'rail.record' },
  { group: 'tools', name: 'rail.tools' },
];

/** All pages in their groups; narrow it shows their signs alone, and stays as it was left. */
export function Rail() {
  const t = useTranslate();
  const counts = usePageCounts();
  const width = useRailWidth();
  const rail = useRef<HTMLElement>(null);
  useScrollEdges(rail);
  usePageInSight(rail);
  const isNarrow = width === 'narrow';
  return (
    <nav ref={rail} aria-label={t('nav.label')} className={css.rail} data-width={width}>
      {GROUPS.map(({ group, name }) => {
        const pages = PAGES.filter((page) => page.group === group);
        if (pages.length === 0) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset groups controls, not links.
          <div
            key={group}
            role="group"
            aria-label={name === null ? undefined : t(name)}
            className={css.group}
          >
            {name === null ? null : (
              <span className={`label ${css.title}`} aria-hidden="true">
                {t(name)}
              </span>
            )}
            {pages.map((page) => (
              <Entry key={pageKeyOf(page)} page={page} count={counts.get(pageKeyOf(page))} />
            ))}
          </div>
        );
      })}
      <button
        type="button"
        className={css.width}
        aria-label={t(isNarrow ? 'rail.wide' : 'rail.narrow')}
        title={t(isNarrow ? 'rail.wide' : 'rail.narrow')}
        onClick={() => chooseRail(isNarrow ? 'wide' : 'narrow')}
      >
        {isNarrow ? <PanelLeftOpen {...ICON} /> : <PanelLeftClose {...ICON} />}
      </button>
    </nav>
  );
}

/** Where the rail is one scrolling row, the page that is open must be in sight, also after the window narrows. */
function usePageInSight(rail: RefObject<HTMLElement | null>): void {
  const address = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address, another page to bring into sight.
  useEffect(() => {
    const box = rail.current;
    if (box === null) return;
    const show = () => {
      const page = box.querySelector<HTMLElement>('[aria-current=page]');
      if (page === null) return;
      box.scrollLeft += page.getBoundingClientRect().left - (box.clientWidth - page.offsetWidth) / 2;
    };
    // Counts arrive later and move what follows them; whoever has scrolled since is not pulled back.
    const sizes = new ResizeObserver(show);
    for (const group of box.children) sizes.observe(group);
    const letGo = () => sizes.disconnect();
    box.addEventListener('pointerdown', letGo);
    box.addEventListener('wheel', letGo, { passive: true });
    const narrow = matchMedia(ONE_ROW);
    narrow.addEventListener('change', show);
    show();
    return () => {
      letGo();
      box.removeEventListener('pointerdown', letGo);
      box.removeEventListener('wheel', letGo);
      narrow.removeEventListener('change', show);
    };
  }, [rail, address]);
}

function Entry({ page, count }: { readonly page: PageEntry; readonly count: number | undefined }) {
  const t = useTranslate();
  const language = useLanguage();
  const { to, name, letter, icon: Icon } = page;
  return (
    <Link
      to={to}
      params={paramsOf(page)}
      className={css.entry}
      // The Case's address begins every other page's.
      activeOptions={{ includeSearch: false, exact: to === '/c/$conn' }}
      title={letter === null ? t(name) : `${t(name)} (G ${letter})`}
    >
      <Icon {...ICON} />
      <span className={css.name}>{t(name)}</span>
      {count === undefined ? null : (
        <span className={`mono ${css.count}`}>{formatCount(count, language)}</span>
      )}
    </Link>
  );
}
