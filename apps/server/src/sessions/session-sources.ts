import type { BlindSpot } from '@vivarium/contract';
import type { MemberWords, Told } from './ask-members.ts';
import { type ConnectionLine, parseCons } from './parse-cons.ts';
import { type Dump, parseDump } from './parse-dump.ts';
import { parseWchc } from './parse-watches.ts';
import { type HeldWatch, WatchIndex } from './watch-index.ts';

/** What a member of this process answers within, ms; one that stands still answers nothing. */
const OWN_DEADLINE_MS = 2_000;
const UNTOLD =
  'wchc tells neither watches on children nor which watches are recursive: more sessions may be told';

/** All watches at one member, as itself knows them. Rejects when it does not run. */
export type OwnWatches = (
  member: number,
) => Promise<readonly { readonly session: bigint; readonly watches: readonly HeldWatch[] }[]>;

/** What is known of one session, from all members together. */
export interface SessionFacts {
  readonly id: bigint;
  readonly connection: (ConnectionLine & { readonly member: number }) | null;
  readonly expiresMs: number | null;
  /** Null when no member tells of ephemerals. */
  readonly ephemerals: readonly string[] | null;
  /** Null when no member tells of watches, or they were not asked for. */
  readonly watches: readonly string[] | null;
}

export interface SessionsFound {
  readonly sessions: ReadonlyMap<bigint, SessionFacts>;
  /** Who hears of what; null when no member tells, or it was not asked for. */
  readonly index: WatchIndex | null;
  readonly blind: readonly BlindSpot[];
  /** Whether anybody counts timeouts now. */
  readonly timeoutsCount: boolean;
}

/**
 * Sessions and watches of any ensemble: what its members answer to `cons`, `dump` and `wchc`. Members of this process
 * tell all of their watches by themselves.
 */
export class SessionSources {
  readonly words: MemberWords;
  readonly #own: OwnWatches | null;

  constructor(words: MemberWords, own: OwnWatches | null = null) {
    this.words = words;
    this.#own = own;
  }

  /** `wchc` is asked only when watches are wanted: it is costly where there are many. */
  async read(wantsWatches: boolean): Promise<SessionsFound> {
    const [cons, dumps, watches, own] = await Promise.all([
      this.words.askAll('cons'),
      this.words.askAll('dump'),
      wantsWatches ? this.words.askAll('wchc') : null,
      wantsWatches ? this.#ownIndex() : null,
    ]);
    const connections = new Map<bigint, ConnectionLine & { readonly member: number }>();
    for (const { member, text } of cons.told) {
      for (const line of parseCons(text)) connections.set(line.session, { ...line, member });
    }
    const merged = mergeDumps(dumps.told.map(({ text }) => parseDump(text)));
    const watched = watches === null ? null : mergeWatches(watches.told.map(({ text }) => parseWchc(text)));
    const ids = new Set([...connections.keys(), ...merged.expiries.keys(), ...merged.ephemerals.keys()]);
    const sessions = new Map<bigint, SessionFacts>();
    for (const id of ids) {
      sessions.set(id, {
        id,
        connection: connections.get(id) ?? null,
        expiresMs: merged.expiries.get(id) ?? null,
        ephemerals: dumps.told.length === 0 ? null : (merged.ephemerals.get(id) ?? []),
        watches: watches === null || watches.told.length === 0 ? null : (watched?.get(id) ?? []),
      });
    }
    const firing = own ?? (watches === null ? { index: null, blind: [] } : toldIndex(watches));
    return {
      sessions,
      index: firing.index,
      blind: [...cons.blind, ...dumps.blind, ...(watches?.blind ?? []), ...firing.blind],
      timeoutsCount: [...merged.expiries.values()].some((expiresMs) => expiresMs !== null),
    };
  }

  /** Which sessions watch what; null when no member tells. */
  async watches(): Promise<{ bySession: Map<bigint, string[]> | null; blind: BlindSpot[] }> {
    const { told, blind } = await this.words.askAll('wchc');
    return {
      bySession: told.length === 0 ? null : mergeWatches(told.map(({ text }) => parseWchc(text))),
      blind,
    };
  }

  /** Who hears of what. */
  async firing(): Promise<Firing> {
    const own = await this.#ownIndex();
    if (own !== null) return own;
    const watches = await this.words.askAll('wchc');
    const { index, blind } = toldIndex(watches);
    return { index, blind: [...watches.blind, ...blind] };
  }

  /** Null where members run elsewhere. */
  async #ownIndex(): Promise<Firing | null> {
    const own = this.#own;
    if (own === null) return null;
    const index = new WatchIndex();
    const blind: BlindSpot[] = [];
    await Promise.all(
      this.words.members.map(async ({ id }) => {
        const told = await within(own(id), OWN_DEADLINE_MS);
        if (told === null)
          blind.push({ member: id, word: 'wchc', cause: 'the member does not run now', line: null });
        for (const { session, watches } of told ?? []) index.add(BigInt.asUintN(64, session), watches);
      }),
    );
    return { index, blind };
  }

  /** How many watches are on these paths; null when no member tells. */
  async watchesOn(paths: readonly string[]): Promise<number | null> {
    const { bySession } = await this.watches();
    if (bySession === null) return null;
    const wanted = new Set(paths);
    let count = 0;
    for (const watched of bySession.values()) for (const path of watched) if (wanted.has(path)) count += 1;
    return count;
  }
}

interface Firing {
  readonly index: WatchIndex | null;
  readonly blind: BlindSpot[];
}

function toldIndex({ told }: { readonly told: readonly Told[] }): Firing {
  if (told.length === 0) return { index: null, blind: [] };
  const index = new WatchIndex();
  for (const [id, paths] of mergeWatches(told.map(({ text }) => parseWchc(text)))) index.addTold(id, paths);
  return { index, blind: told.map(({ member }) => ({ member, word: 'wchc', cause: UNTOLD, line: null })) };
}

/** Null when it fails or takes longer. */
async function within<T>(answer: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([answer.catch(() => null), late]).finally(() => clearTimeout(timer));
}

/** A member that lags may still tell of what is gone; one that tells more is believed. */
function mergeDumps(dumps: readonly Dump[]): Dump {
  const expiries = new Map<bigint, number | null>();
  const ephemerals = new Map<bigint, readonly string[]>();
  for (const dump of dumps) {
    for (const [id, expiresMs] of dump.expiries)
      if (expiresMs !== null || !expiries.has(id)) expiries.set(id, expiresMs);
    for (const [id, paths] of dump.ephemerals) {
      if (paths.length >= (ephemerals.get(id)?.length ?? 0)) ephemerals.set(id, paths);
    }
  }
  return { expiries, ephemerals };
}

/** Each member tells of the watches of its own connections. */
function mergeWatches(all: readonly ReadonlyMap<bigint, readonly string[]>[]): Map<bigint, string[]> {
  const merged = new Map<bigint, string[]>();
  for (const watches of all) {
    for (const [id, paths] of watches) merged.set(id, [...new Set([...(merged.get(id) ?? []), ...paths])]);
  }
  return merged;
}
