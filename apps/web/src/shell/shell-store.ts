import type { Fault, ShellLine, ShellResult, WriteGuard } from '@vivarium/contract';
import { createStore } from '../stores/store.ts';
import { faultOf } from '../wire/call.ts';
import { emptyHistory, isKeepable, type LineHistory, remember } from './line-history.ts';
import { shellApi } from './shell-api.ts';

/** One line and its answer; without a line, what a watch printed. */
export interface Entry {
  readonly id: number;
  readonly line: string | null;
  /** Null while it runs. */
  readonly result: Omit<ShellResult, 'session'> | null;
  /** The line was not run: what the server said instead. */
  readonly fault: Fault | null;
  /** The session that the page had was gone. */
  readonly isAnew: boolean;
}

export interface ShellState {
  readonly session: string | null;
  readonly entries: readonly Entry[];
  readonly history: LineHistory;
}

const ENTRIES_KEPT = 200;
const STORED = 'vivarium.shell';

/** The page's shell; it outlives the route, and its session and history the reload of the page. */
export const shell = createStore<ShellState>({ ...stored(), entries: [] });
let nextId = 1;
/** Lines are sent one behind the other: the first of them opens the session of all. */
let turn: Promise<void> = Promise.resolve();

export function runLine(line: string, guard?: WriteGuard): void {
  const before = shell.get();
  const id = nextId++;
  const entry: Entry = { id, line, result: null, fault: null, isAnew: false };
  shell.set({
    session: before.session,
    entries: [...before.entries, entry].slice(-ENTRIES_KEPT),
    history: line === 'help' && before.entries.length === 0 ? before.history : remember(before.history, line),
  });
  turn = turn.then(() => send(id, line, guard));
}

async function send(id: number, line: string, guard: WriteGuard | undefined): Promise<void> {
  const { session } = shell.get();
  try {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const { session: now, ...result } = await shellApi.run({
      session,
      line,
      timeZone,
      ...(guard === undefined ? {} : { guard }),
    });
    shell.set({ ...shell.get(), session: now });
    change(id, { result, isAnew: session !== null && now !== session });
  } catch (error) {
    change(id, { fault: faultOf(error) });
  }
  store();
}

/** Shows what watches printed since. */
export function addEvents(lines: readonly ShellLine[]): void {
  if (lines.length === 0) return;
  const now = shell.get();
  const result = {
    lines: [...lines],
    cut: null,
    exitCode: 0,
    code: null,
    terminalOnly: null,
    watches: true,
  };
  const entry: Entry = { id: nextId++, line: null, result, fault: null, isAnew: false };
  shell.set({ ...now, entries: [...now.entries, entry].slice(-ENTRIES_KEPT) });
}

export function setHistory(history: LineHistory): void {
  shell.set({ ...shell.get(), history });
}

export function clearEntries(): void {
  shell.set({ ...shell.get(), entries: [] });
}

function change(id: number, fields: Partial<Entry>): void {
  const now = shell.get();
  const entries = now.entries.map((each) => (each.id === id ? { ...each, ...fields } : each));
  shell.set({ ...now, entries });
}

function stored(): Pick<ShellState, 'session' | 'history'> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORED) ?? 'null') as {
      session: string;
      lines: string[];
    } | null;
    if (kept !== null) return { session: kept.session, history: { ...emptyHistory, lines: kept.lines } };
  } catch {
    // Storage may be forbidden or hold something else; the shell then starts anew.
  }
  return { session: null, history: emptyHistory };
}

function store(): void {
  const { session, history } = shell.get();
  try {
    const lines = history.lines.filter(isKeepable);
    sessionStorage.setItem(STORED, JSON.stringify({ session, lines }));
  } catch {
    // Without storage a reload starts anew.
  }
}
