import { hexOf } from './parse-cons.ts';

/** What `dump` tells. Only who leads, or stands alone, knows when sessions expire. */
export interface Dump {
  /** When each session expires, ms since 1970; null where the member does not know. */
  readonly expiries: ReadonlyMap<bigint, number | null>;
  readonly ephemerals: ReadonlyMap<bigint, readonly string[]>;
}

const BUCKET = /^\d+ expire at (.+):$/;
const GLOBAL = /^(0x[0-9a-f]+)\t\d+ms$/;
const OWNER = /^(0x[0-9a-f]+):$/;

type Part = 'sessions' | 'ephemerals' | 'connections';

/** Paths are anything but a line's end; each stands on a line of its own behind a tab. */
export function parseDump(text: string): Dump {
  const expiries = new Map<bigint, number | null>();
  const ephemerals = new Map<bigint, string[]>();
  let part: Part = 'sessions';
  let expiresMs: number | null = null;
  let paths: string[] | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('ephemeral nodes dump:')) part = 'ephemerals';
    else if (line.startsWith('Connections dump:')) part = 'connections';
    else if (part === 'sessions') {
      const date = BUCKET.exec(line)?.[1];
      if (date !== undefined) expiresMs = timeOf(date);
      const known = GLOBAL.exec(line)?.[1];
      const session = hexOf(known ?? line.replace(/^\t/, ''));
      if (session !== null) expiries.set(session, known === undefined ? expiresMs : null);
    } else if (part === 'ephemerals') {
      const owner = hexOf(OWNER.exec(line)?.[1]);
      if (owner !== null) {
        paths = [];
        ephemerals.set(owner, paths);
      } else if (line.startsWith('\t')) paths?.push(line.slice(1));
    }
  }
  return { expiries, ephemerals };
}

/** Java's `EEE MMM dd HH:mm:ss zzz yyyy`; a zone that is not known by its letters gives no time. */
function timeOf(date: string): number | null {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? null : ms;
}
