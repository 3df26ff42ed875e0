import { createStore, useStore } from '../stores/store.ts';

export type Theme = 'system' | 'light' | 'dark';

const chosen = document.documentElement.dataset.theme;
const theme = createStore<Theme>(chosen === 'light' || chosen === 'dark' ? chosen : 'system');

/** Follows the system until a theme is chosen. */
export function useTheme(): Theme {
  return useStore(theme, (now) => now);
}

export function chooseTheme(next: Theme): void {
  theme.set(next);
  if (next === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    if (next === 'system') localStorage.removeItem('vivarium.theme');
    else localStorage.setItem('vivarium.theme', next);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}
