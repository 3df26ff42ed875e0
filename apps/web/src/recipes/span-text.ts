import type { RecipeTranslate } from './texts.ts';

/** How long, in the two largest units that tell: `34 s`, `4 min 10 s`, `2 h 5 min`. */
export function spanText(ms: number, rt: RecipeTranslate): string {
  const s = Math.max(0, Math.floor(ms / 1_000));
  const parts: string[] = [];
  const rest = [
    ['span.d', Math.floor(s / 86_400)],
    ['span.h', Math.floor(s / 3_600) % 24],
    ['span.min', Math.floor(s / 60) % 60],
    ['span.s', s % 60],
  ] as const;
  const first = rest.findIndex(([, n]) => n > 0);
  if (first < 0) return rt('span.s', { n: 0 });
  for (const [key, n] of rest.slice(first, first + 2)) if (n > 0) parts.push(rt(key, { n }));
  return parts.join(' ');
}
