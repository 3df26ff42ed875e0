import type { LinkProps } from '@tanstack/react-router';
import {
  Cable,
  Crown,
  Eye,
  ListChecks,
  ListTree,
  Lock,
  type LucideIcon,
  Orbit,
  Plug,
  Rows3,
  ScrollText,
  Search,
  Settings2,
  Sprout,
  SquareTerminal,
  Timer,
  UsersRound,
  Waypoints,
} from 'lucide-react';
import type { Key } from '../i18n/language.ts';
import type { RecipePageName } from '../recipes/recipe-kinds.ts';

/** Where in the rail: first what is, then what people build on it, what was, and what one works with. */
export type PageGroup = 'main' | 'wild' | 'record' | 'tools';

/** A page of the rail: where it is, and the letter that goes there after G. */
export interface PageEntry {
  readonly group: PageGroup;
  readonly to: NonNullable<LinkProps['to']>;
  /** Which of the pages at one address, where there are several. */
  readonly kind?: RecipePageName;
  readonly name: Key;
  readonly letter: string | null;
  readonly icon: LucideIcon;
}

const RECIPES = '/c/$conn/recipes/$kind';

/** In the order of the rail; the palette and the keys read the same list. */
export const PAGES: readonly PageEntry[] = [
  { group: 'main', to: '/c/$conn', name: 'nav.case', letter: 'C', icon: Sprout },
  { group: 'main', to: '/c/$conn/ensemble', name: 'nav.ensemble', letter: 'E', icon: Orbit },
  { group: 'main', to: '/c/$conn/failover', name: 'nav.failover', letter: 'F', icon: Timer },
  { group: 'main', to: '/c/$conn/tree', name: 'nav.tree', letter: 'T', icon: ListTree },
  { group: 'main', to: '/c/$conn/sessions', name: 'nav.sessions', letter: 'S', icon: Plug },
  { group: 'main', to: '/c/$conn/watches', name: 'nav.watches', letter: 'W', icon: Eye },
  { group: 'main', to: '/c/$conn/search', name: 'nav.search', letter: null, icon: Search },
  { group: 'wild', to: RECIPES, kind: 'locks', name: 'nav.locks', letter: 'L', icon: Lock },
  { group: 'wild', to: RECIPES, kind: 'elections', name: 'nav.elections', letter: null, icon: Crown },
  { group: 'wild', to: RECIPES, kind: 'queues', name: 'nav.queues', letter: null, icon: Rows3 },
  { group: 'wild', to: RECIPES, kind: 'groups', name: 'nav.groups', letter: null, icon: UsersRound },
  { group: 'wild', to: RECIPES, kind: 'config', name: 'nav.config', letter: null, icon: Settings2 },
  { group: 'wild', to: '/c/$conn/kafka', name: 'nav.kafka', letter: 'K', icon: Waypoints },
  { group: 'record', to: '/c/$conn/audit', name: 'nav.audit', letter: 'A', icon: ScrollText },
  { group: 'tools', to: '/c/$conn/jobs', name: 'nav.jobs', letter: 'J', icon: ListChecks },
  { group: 'tools', to: '/c/$conn/cli', name: 'nav.cli', letter: 'Z', icon: SquareTerminal },
  { group: 'tools', to: '/c/$conn/connections', name: 'nav.connections', letter: null, icon: Cable },
];

/** What the address of a page is filled with. */
export function paramsOf({ kind }: PageEntry): { readonly conn: string; readonly kind?: string } {
  return kind === undefined ? { conn: 'local' } : { conn: 'local', kind };
}

/** Names a page among all. */
export function pageKeyOf({ to, kind }: PageEntry): string {
  return kind === undefined ? to : `${to} ${kind}`;
}
