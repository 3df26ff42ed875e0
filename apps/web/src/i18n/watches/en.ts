import type { Catalogue } from '../message.ts';

const many = (n: string | number | undefined, one: string, other: string): string =>
  `${Number(n ?? 0).toLocaleString('en')} ${Number(n) === 1 ? one : other}`;

export const en = {
  title: 'Watches',
  caption: 'who gets told',
  reading: 'Asking the members…',
  readAt: ({ age }) => `read ${age}`,
  again: 'Ask again',
  totals: 'Totals',
  'total.watches': 'Watches',
  'total.paths': 'Paths watched',
  'total.sessions': 'Sessions that watch',
  fromWchs: 'from wchs of every member',
  noTotals: 'No member tells how many watches it keeps.',
  none: 'Nobody watches anything.',
  unasked: 'Which paths, and which sessions, is told only on request:',
  costly:
    'Every member then writes down each watch it keeps (wchc). With very many watches that stalls it for a moment.',
  list: 'List',
  'by.path': 'By path',
  'by.session': 'By session',
  path: 'Path',
  onlyPath: 'Only this path',
  ask: 'Ask',
  sessions: 'Sessions',
  session: 'Session',
  count: 'Watches',
  empty: 'No watch on it.',
  more: 'More than are listed here.',
  filter: 'Filter what is listed',
  noMatch: 'Nothing listed matches.',
  cut: ({ shown, total }) => `${shown} of ${total} shown. Filter to see the others.`,
  and: ({ n }) => `and ${n} more`,
  herd: ({ n, path }) => `Herd: one change of ${path} wakes ${many(n, 'session', 'sessions')} at once.`,
  herdAdvice: 'Let each wait for the node before its own, as the recipes do.',
  total: ({ n }) => many(n, 'watch', 'watches'),
} satisfies Catalogue;
