import { useEffect } from 'react';
import { createStore } from '../stores/store.ts';

/** Something that Enter does. */
export interface Command {
  readonly id: string;
  readonly text: string;
  /** What follows from it, or what it is about. */
  readonly note?: string | undefined;
  /** The keys that do the same without the palette. */
  readonly keys?: string | undefined;
  /** Why it cannot be done now; it is listed all the same. */
  readonly block?: string | null | undefined;
  readonly run: () => void;
}

/** Commands of the pages that are on the screen, by page. */
export const pageCommands = createStore<ReadonlyMap<string, readonly Command[]>>(new Map());

/** Puts commands into the palette while the caller is on the screen. `commands` must be kept between renders. */
export function useCommands(area: string, commands: readonly Command[]): void {
  useEffect(() => {
    pageCommands.set(new Map(pageCommands.get()).set(area, commands));
    return () => {
      const rest = new Map(pageCommands.get());
      rest.delete(area);
      pageCommands.set(rest);
    };
  }, [area, commands]);
}

const RECENT_MAX = 20;
let recent: readonly string[] = [];

export const recentCommands = {
  get: () => recent,
  used(id: string): void {
    recent = [id, ...recent.filter((each) => each !== id)].slice(0, RECENT_MAX);
  },
};
