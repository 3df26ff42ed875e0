import type { LinkProps } from '@tanstack/react-router';
import { Cable, ListTree, type LucideIcon, Orbit, Sprout, SquareTerminal, Timer } from 'lucide-react';
import type { Key } from '../i18n/language.ts';

/** Where in the rail: first what is, then what people build on it, what was, and what one works with. */
export type PageGroup = 'main' | 'wild' | 'record' | 'tools';

/** A page of the rail: where it is, and the letter that goes there after G. */
export interface PageEntry {
  readonly group: PageGroup;
  readonly to: NonNullable<LinkProps['to']>;
  readonly name: Key;
  readonly letter: string | null;
  readonly icon: LucideIcon;
}

/** In the order of the rail; the palette and the keys read the same list. */
export const PAGES: readonly PageEntry[] = [
  { group: 'main', to: '/c/$conn', name: 'nav.case', letter: 'C', icon: Sprout },
  { group: 'main', to: '/c/$conn/ensemble', name: 'nav.ensemble', letter: 'E', icon: Orbit },
  { group: 'main', to: '/c/$conn/failover', name: 'nav.failover', letter: 'F', icon: Timer },
  { group: 'main', to: '/c/$conn/tree', name: 'nav.tree', letter: 'T', icon: ListTree },
  { group: 'tools', to: '/c/$conn/cli', name: 'nav.cli', letter: 'Z', icon: SquareTerminal },
  { group: 'tools', to: '/c/$conn/connections', name: 'nav.connections', letter: null, icon: Cable },
];
